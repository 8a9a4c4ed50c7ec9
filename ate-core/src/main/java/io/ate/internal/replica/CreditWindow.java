package io.ate.internal.replica;

/**
 * How much the server may send before it is allowed more: as much as keeps all checkers busy, renewed in steps as
 * what came is applied and written. Confined to the chain's owner; made anew for each stream.
 */
final class CreditWindow {
    /** What the server may send at first without being asked. */
    private static final long FIRST = 1 << 20;
    private static final long WINDOW = 8 << 20;
    private static final long STEP = WINDOW / 16;

    private long owed = WINDOW - FIRST;

    /** So many bytes that came are dealt with. */
    void add(long bytes) {
        owed += bytes;
    }

    /** What to allow now; 0 if it is not worth a message yet. */
    int take() {
        if (owed < STEP) {
            return 0;
        }
        int bytes = (int) Math.min(owed, Integer.MAX_VALUE);
        owed -= bytes;
        return bytes;
    }
}
