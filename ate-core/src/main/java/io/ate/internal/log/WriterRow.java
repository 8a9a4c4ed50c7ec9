package io.ate.internal.log;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * The last commit of one writer in one chain. Immutable. Layout of its row: {@code u64 number ‖ u64 first ‖ u64 last ‖
 * statement hash ‖ u32 checksum}.
 *
 * @param number of the commit, as the writer counts
 * @param first sequence of its first event
 * @param last sequence of its last event
 * @param statementHash what tells it from another commit of that number
 */
public record WriterRow(long number, long first, long last, Hash statementHash) {
    static WriterRow of(LogEntry.Append append) {
        return new WriterRow(append.record().statement().number(), append.record().first(), append.record().last(),
                append.statementHash());
    }

    byte[] encode(byte[] key) {
        return CheckedValue.of(key, new WireWriter(3 * Long.BYTES + Hash.BYTES + CheckedValue.CHECKSUM).u64(number)
                .u64(first)
                .u64(last)
                .hash(statementHash));
    }

    static WriterRow decode(byte[] key, byte[] value) throws MalformedException {
        WireReader in = new WireReader(CheckedValue.content(key, value));
        WriterRow row = new WriterRow(in.u64(), in.u64(), in.u64(), in.hash());
        in.end();
        return row;
    }
}
