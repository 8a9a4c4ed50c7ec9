package io.ate.internal.log;

import io.ate.internal.event.WriterId;
import io.ate.internal.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys of one chain's rows: {@code u8 shard ‖ u64 chain number}, then what tells the rows of a family apart. So a
 * shard, and in it a chain, is one run of keys in every family. Immutable.
 */
record ChainKeys(int shard, long number) {
    /** How many bytes all keys of a chain begin with. */
    static final int PREFIX = 1 + Long.BYTES;

    private static final int EVENT = PREFIX + Long.BYTES;

    /** The first key that the chain could have. */
    byte[] first() {
        return prefix(number, PREFIX).array();
    }

    /** The first key behind all of the chain's. */
    byte[] behind() {
        return prefix(number + 1, PREFIX).array();
    }

    byte[] event(long sequence) {
        return prefix(number, EVENT).putLong(sequence).array();
    }

    /** Makes {@code key}, an event's key of this chain, the key of another event. */
    static void setSequence(byte[] key, long sequence) {
        ByteBuffer.wrap(key).putLong(PREFIX, sequence);
    }

    /** Tells whether that is a key of this chain's. */
    boolean owns(byte[] key) {
        return key.length >= PREFIX && Arrays.equals(key, 0, PREFIX, first(), 0, PREFIX);
    }

    /** Tells whether that could be the key of a row of a chain's of that kind. */
    static boolean fits(Family family, byte[] key) {
        int own = key.length - PREFIX;
        return switch (family) {
            case EVENTS, PAYLOADS, OUTBOX -> own == Long.BYTES && sequence(key) > 0;
            case WRITERS -> own == WriterId.BYTES;
            case TREE -> own == 1 + Long.BYTES;
            case NOTES -> own >= 1 && own <= RedoLog.NOTE_NAME;
            case META, CHAINS -> false;
        };
    }

    /** The number of the chain whose key that is. */
    static long number(byte[] key) {
        return ByteBuffer.wrap(key).getLong(1);
    }

    /** The sequence in an event's key, or the place in that of what is kept. */
    static long sequence(byte[] key) {
        return ByteBuffer.wrap(key).getLong(PREFIX);
    }

    byte[] writer(WriterId writer) {
        WireWriter key = new WireWriter(PREFIX + WriterId.BYTES).raw(first());
        writer.write(key);
        return key.toArray();
    }

    byte[] node(int level, long index) {
        return prefix(number, PREFIX + 1 + Long.BYTES).put((byte) level).putLong(index).array();
    }

    byte[] note(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        return prefix(number, PREFIX + bytes.length).put(bytes).array();
    }

    /** Laid out as an event's, so that a {@link DamageSearch} passes damage in both families. */
    byte[] kept(long place) {
        return event(place);
    }

    private ByteBuffer prefix(long chain, int length) {
        return ByteBuffer.allocate(length).put((byte) shard).putLong(chain);
    }
}
