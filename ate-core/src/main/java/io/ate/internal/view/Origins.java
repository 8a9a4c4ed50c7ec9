package io.ate.internal.view;

import io.ate.PrimaryKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects below which something hung that was moved elsewhere. Who had a right to write that there, and to move it,
 * is said by where these objects were and which rules they had; so that has to stay known when they are gone. Changed
 * by the applier alone; read by any thread.
 *
 * <p>
 * If it has to stay known where an object was, then so for all above it, and again for all above those, wherever each
 * was before it ended: or what ended with another one would seem to live on.
 */
final class Origins {
    private final Map<PrimaryKey, ObjectEntry> objects;
    private final ConcurrentHashMap<PrimaryKey, Life> lives = new ConcurrentHashMap<>();

    /**
     * One life of an object that is an origin, from its birth to its end, as far as that is known: of what ended with
     * another object it is the next birth. Immutable.
     *
     * @param earlier another such life of the same object before, or null
     */
    private record Life(long born, long end, @Nullable Life earlier) {
        private boolean isOpen() {
            return end == Long.MAX_VALUE;
        }
    }

    /** @param objects all that there are, as the applier changes them */
    Origins(Map<PrimaryKey, ObjectEntry> objects) {
        this.objects = objects;
    }

    /** Tells whether that was said of an object, at that sequence, in a life in which it was an origin. */
    boolean include(PrimaryKey key, long sequence) {
        Life life = lives.get(key);
        while (life != null && life.born > sequence) {
            life = life.earlier;
        }
        return life != null && sequence <= life.end;
    }

    /** An object has been changed so. */
    void placed(@Nullable ObjectEntry before, ObjectEntry entry) {
        if (entry.isDeleted()) {
            end(entry.key(), entry.version());
        } else if (entry.born() == entry.version()) {
            end(entry.key(), entry.version() - 1);
        } else if (before != null && before.placed() != entry.placed()) {
            add(before.parent());
            if (isOpen(entry.key())) {
                add(entry.parent());
            }
        }
    }

    private boolean isOpen(PrimaryKey key) {
        Life life = lives.get(key);
        return life != null && life.isOpen();
    }

    private void end(PrimaryKey key, long sequence) {
        lives.computeIfPresent(key,
                (_, life) -> life.isOpen() ? new Life(life.born, sequence, life.earlier) : life);
    }

    /** With all that it hangs below: each may have come there since the last time. */
    private void add(PrimaryKey key) {
        ObjectEntry at = key.isZero() ? null : objects.get(key);
        while (at != null) {
            long born = at.born();
            lives.compute(at.key(), (_, life) -> life != null && life.isOpen() ? life
                    : new Life(born, Long.MAX_VALUE, life));
            at = at.parent().isZero() ? null : objects.get(at.parent());
        }
    }
}
