package io.ate.internal.event;

import io.ate.CommitId;
import io.ate.KeyId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.Comparator;

/**
 * Who sent a commit: a key, and 128 random bits that a replica makes once for each key that it acts under. Numbers are
 * counted per writer. Immutable.
 */
public record WriterId(KeyId key, long high, long low) implements Comparable<WriterId> {

    private static final Comparator<WriterId> ORDER = ((Comparator<WriterId>) (one, other) -> Long
            .compareUnsigned(one.key.high(), other.key.high()))
            .thenComparing((one, other) -> Long.compareUnsigned(one.key.low(), other.key.low()))
            .thenComparing((one, other) -> Long.compareUnsigned(one.high, other.high))
            .thenComparing((one, other) -> Long.compareUnsigned(one.low, other.low));

    /** How many bytes a writer takes in every layout. */
    public static final int BYTES = 32;

    /** Who sent that commit. */
    public static WriterId of(CommitId commit) {
        return new WriterId(commit.key(), commit.writerHigh(), commit.writerLow());
    }

    /** The commit that has that number of this writer's. */
    public CommitId commit(long number) {
        return new CommitId(key, high, low, number);
    }

    /** Orders writers as the bytes that {@link #write} gives. */
    @Override
    public int compareTo(WriterId other) {
        return ORDER.compare(this, other);
    }

    public void write(WireWriter out) {
        KeyIds.write(out, key);
        out.bits64(high).bits64(low);
    }

    public static WriterId read(WireReader in) throws MalformedException {
        return new WriterId(KeyIds.read(in), in.bits64(), in.bits64());
    }
}
