package io.ate.internal.host;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * What one connection has gathered by key, whatever its channels: a few such requests at a time, the others in the
 * order in which they came, so that no client keeps all who read the log busy with what costs it one short message.
 * Confined to the connection's executor.
 */
final class Gatherings {
    /** One is gathered while the next one is waited for. */
    static final int AT_ONCE = 2;

    private final Queue<BooleanSupplier> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * Takes one that is to begin when it is its turn.
     *
     * @param begin begins it, after which {@link #ends} is called once; false if nobody waits for it any more
     */
    void add(BooleanSupplier begin) {
        waiting.add(begin);
        beginNext();
    }

    /** One that has begun is over. */
    void ends() {
        underWay--;
        beginNext();
    }

    private void beginNext() {
        while (underWay < AT_ONCE && !waiting.isEmpty()) {
            if (waiting.remove().getAsBoolean()) {
                underWay++;
            }
        }
    }
}
