package io.ate.internal.protocol;

import io.ate.ChainId;
import io.ate.ChainName;

/**
 * How one chain is doing: {@code u16 length ‖ name ‖ chain id (32) ‖ u64 bytes ‖ u64 sequence ‖ u32 subscribers ‖
 * u64 commits ‖ u64 bytes ‖ u64 compacted ‖ u64 before ‖ u64 after}.
 *
 * @param bytes that it takes in the store
 * @param sequence of its last durable event
 * @param commitsPerSecond lately, rounded
 * @param bytesPerSecond of commits lately, rounded
 * @param compacted when the last pass over it ended, in milliseconds since 1970; 0 if there was none
 * @param before about how many bytes it took when that began
 * @param after and when it ended
 */
public record ChainStatus(ChainName name, ChainId id, long bytes, long sequence, int subscribers,
        long commitsPerSecond, long bytesPerSecond, long compacted, long before, long after) {}
