package io.ate.internal.queue;

/**
 * Among how many of the first items to choose: the first alone, as long as nobody else is met, so that order is kept;
 * twice as many each time somebody is, so that those who work on one queue seldom want the same. Confined to its
 * queue's lock.
 */
final class Spread {
    /** With so many, four consumers meet once in twenty times. */
    static final int WIDEST = 64;
    /** So many items in a row that nobody else wanted say that there are fewer consumers now. */
    private static final int CALM = 256;

    private int width = 1;
    private int calm;

    int width() {
        return width;
    }

    /** Somebody else wanted the same item. */
    void met() {
        width = Math.min(width * 2, WIDEST);
        calm = 0;
    }

    /** Nobody else wanted it. */
    void alone() {
        calm++;
        if (calm >= CALM) {
            width = Math.max(1, width / 2);
            calm = 0;
        }
    }
}
