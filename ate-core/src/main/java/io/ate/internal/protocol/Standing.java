package io.ate.internal.protocol;

import io.ate.internal.event.SignedHead;
import io.ate.internal.tree.ConsistencyProof;

/**
 * How a chain stands at the server when a client begins to follow it: {@code head ‖ proof ‖ u64 clean point ‖
 * u8 mode (1 resume; 2 reset, reserved) ‖ u64 bytes ‖ u64 time ‖ flag read-only}.
 *
 * @param head of the tree as it is now
 * @param proof that this tree begins with the one that the client verified last
 * @param cleanPoint the sequence up to which superseded versions have been removed
 * @param bytes that the rest of the history has, about, for showing progress
 * @param time the server's clock in milliseconds since 1970
 * @param readOnly whether the server takes no commits at present
 */
public record Standing(SignedHead head, ConsistencyProof proof, long cleanPoint, long bytes, long time,
        boolean readOnly) {}
