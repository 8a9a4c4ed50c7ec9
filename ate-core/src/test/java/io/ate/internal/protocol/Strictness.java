package io.ate.internal.protocol;

import com.sun.management.ThreadMXBean;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.lang.management.ManagementFactory;

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
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean read;
        try {
            Slice again = layout.rewrite(given);
            read = true;
            assertThat(again.equals(given)).as("%s is written as it was read", what).isTrue();
        } catch (MalformedException refused) {
            read = false;
        } catch (RuntimeException e) {
            throw new AssertionError(what + " is neither read nor malformed", e);
        }
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(taken).as("bytes of memory for %s", what).isLessThan(SMALL + (long) MULTIPLE * bytes.length);
        return read;
    }
}
