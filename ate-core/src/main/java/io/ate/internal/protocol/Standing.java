package io.ate.internal.protocol;

import io.ate.internal.event.SignedHead;
import io.ate.internal.tree.ConsistencyProof;

/**
 * How a chain stands at the server when a client begins to follow it: {@code head ‖ proof ‖ u64 from ‖
 * u64 clean point ‖ u8 mode (1 resume; 2 reset, reserved) ‖ u64 bytes ‖ u64 time ‖ flag read-only}.
 *
 * @param head of the tree as it is now
 * @param proof that this tree begins with that of {@code from} events which the client knows
 * @param from as many as the client named, or, where compaction has left no more than that, those in whole blocks of
 * 256;
 * behind it the history begins
 * @param cleanPoint the sequence up to which superseded versions have been removed
 * @param bytes that the rest of the history has, about, for showing progress
 * @param time the server's clock in milliseconds since 1970
 * @param readOnly whether the server takes no commits at present
 */
public record Standing(SignedHead head, ConsistencyProof proof, long from, long cleanPoint, long bytes, long time,
        boolean readOnly) {}
