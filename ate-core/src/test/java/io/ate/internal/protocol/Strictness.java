package io.ate.internal.protocol;

import com.sun.management.ThreadMXBean;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for the reading of any bytes whatsoever. */
final class Strictness {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** What reading may take beyond a multiple of what there is to read: exceptions, their text, small lists. */
    private static final long SMALL = 64 * 1024;
    private static final int MULTIPLE = 64;

    private Strictness() {}

    /** Reads one layout and writes it again. */
    @FunctionalInterface
    interface Rewriting {
        Slice rewrite(Slice bytes) throws MalformedException;
    }

    static Slice asToServer(Slice bytes) throws MalformedException {
        return MessageCodec.encode(MessageCodec.decodeToServer(bytes));
    }

    static Slice asToClient(Slice bytes) throws MalformedException {
        return MessageCodec.encode(MessageCodec.decodeToClient(bytes));
    }

    /** Demands that {@code bytes} are read and written again as the same bytes, or are malformed; and at what cost. */
    static boolean isReadAsExactlyThatOrRefused(byte[] bytes, Rewriting layout, String what) {
        Slice given = Slice.of(bytes);
        long bound = SMALL + (long) MULTIPLE * bytes.length;
        if (memory(given, layout, what) >= bound) {
            // What the first time took for loading classes does not count.
            assertThat(memory(given, layout, what)).as("bytes of memory for %s", what).isLessThan(bound);
        }
        Slice again = rewritten(given, layout, what);
        if (again != null) {
            assertThat(again.equals(given)).as("%s is written as it was read", what).isTrue();
        }
        return again != null;
    }

    private static long memory(Slice bytes, Rewriting layout, String what) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        rewritten(bytes, layout, what);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** What was read, written again, or null if it is malformed. */
    private static @Nullable Slice rewritten(Slice bytes, Rewriting layout, String what) {
        try {
            return layout.rewrite(bytes);
        } catch (MalformedException refused) {
            return null;
        } catch (RuntimeException e) {
            throw new AssertionError(what + " is neither read nor malformed", e);
        }
    }
}
