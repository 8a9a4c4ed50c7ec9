package io.ate.internal.log;

import io.ate.ChainName;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Reads the rows of all chains, past what is damaged. Confined to one thread, and used once.
 *
 * <p>
 * An iterator says that a block is damaged, but not up to which key; seeking a name in it fails, seeking one behind it
 * does not. So names are tried in their order, character by character: what follows on the last row, then what follows
 * on that with a character less, until one can be read; then, between the last that could not and that one, with a
 * character more. It takes some thousand seeks, once, and only where there is damage.
 */
final class ChainScan {
    /** The characters of names are ASCII, from this one to {@link #LAST}. */
    static final char FIRST = '-';
    private static final char LAST = 'z';
    private static final byte[] BEHIND_ALL = {(byte) 0xff};

    private final RocksCursor rows;
    private final BiConsumer<byte[], byte[]> found;
    private final Consumer<LostNames> lost;
    /** Everything before this has been shown or reported. */
    private String next = "";

    private ChainScan(RocksCursor rows, BiConsumer<byte[], byte[]> found, Consumer<LostNames> lost) {
        this.rows = rows;
        this.found = found;
        this.lost = lost;
    }

    /** Shows every row that can be read, and which names are lost. */
    static void of(RocksStore store, BiConsumer<byte[], byte[]> found, Consumer<LostNames> lost) {
        try (RocksCursor rows = store.cursor(Family.CHAINS, BEHIND_ALL, false)) {
            ChainScan scan = new ChainScan(rows, found, lost);
            store.use(() -> scan.seek(""));
            while (store.use(scan::step)) {
                // One row at a time, so that a close need not wait for the whole table.
            }
        }
    }

    private boolean step() {
        if (rows.hasRow()) {
            byte[] key = rows.key();
            found.accept(key, rows.value());
            next = new String(key, StandardCharsets.US_ASCII) + FIRST;
            rows.next();
            return true;
        }
        try {
            rows.demandReadable();
            return false;
        } catch (RocksDBException e) {
            return pass(String.valueOf(e.getMessage()));
        }
    }

    /** Goes behind what cannot be read, and tells whether there is anything there. */
    private boolean pass(String what) {
        String readable = readableBehind(next);
        lost.accept(new LostNames(next, readable == null ? "" : readable, what));
        if (readable == null) {
            return false;
        }
        next = readable;
        return seek(readable);
    }

    private @Nullable String readableBehind(String from) {
        String prefix = from.substring(0, Math.max(0, from.length() - 1));
        char first = from.isEmpty() ? FIRST : from.charAt(from.length() - 1);
        while (true) {
            String readable = readableChild(prefix, first);
            if (readable != null) {
                return readable;
            }
            if (prefix.isEmpty()) {
                return null;
            }
            first = (char) (prefix.charAt(prefix.length() - 1) + 1);
            prefix = prefix.substring(0, prefix.length() - 1);
        }
    }

    /** The first place that can be read among what begins with {@code prefix} and then {@code first} or more. */
    private @Nullable String readableChild(String prefix, char first) {
        for (char character = first; character <= LAST; character++) {
            if (seek(prefix + character)) {
                String before = character == first || prefix.length() >= ChainName.LENGTH ? null
                        : readableChild(prefix + (char) (character - 1), FIRST);
                return before != null ? before : prefix + character;
            }
        }
        return null;
    }

    /** Goes to the first row from that place on, and tells whether what is there can be read. */
    private boolean seek(String from) {
        rows.seek(from.getBytes(StandardCharsets.US_ASCII));
        try {
            rows.demandReadable();
            return true;
        } catch (RocksDBException _) {
            return false;
        }
    }
}
