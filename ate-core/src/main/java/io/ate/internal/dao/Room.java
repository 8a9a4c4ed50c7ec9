package io.ate.internal.dao;

import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of what hangs below something one commit seals anew at most. Immutable.
 *
 * @param bytes of values
 * @param alone whether a single value may be longer, in a commit that has nothing else
 * @param turn each begins somewhere else: others may be writing one after the other, just where one would begin
 */
record Room(int objects, long bytes, boolean alone, int turn) {

    /** So that there is room in the commit for all else that it has. */
    static final int MOST_OBJECTS = 5_000;
    static final long MOST_BYTES = 4L << 20;

    /** Multiples of it, without what is before the point, lie evenly between 0 and 1, however many they are. */
    private static final double GOLDEN = 0.618_033_988_749_895;

    /**
     * What is left beside what a unit of work has sealed anew already: the bounds hold for the commit as a whole,
     * however many objects it gives other readers.
     *
     * @param own the value of the object itself that is sealed anew with what hangs below it, or null
     */
    static Room beside(Overlay overlay, @Nullable Plaintext own) {
        int objects = MOST_OBJECTS;
        long bytes = MOST_BYTES - length(own);
        for (ObjectState each : overlay.touched()) {
            if (each.isAgain()) {
                objects--;
                bytes -= length(each.value());
            }
        }
        return new Room(Math.max(0, objects), Math.max(0, bytes), false, 0);
    }

    /** That of a commit that does nothing else. */
    static Room ofItsOwn(int objects, int turn) {
        return new Room(objects, MOST_BYTES, true, turn);
    }

    /** In which order it is to be filled. */
    List<ObjectEntry> inOrder(List<ObjectEntry> below) {
        if (turn == 0 || below.size() <= objects) {
            return below;
        }
        List<ObjectEntry> turned = new ArrayList<>(below);
        Collections.rotate(turned, (int) (turn * GOLDEN % 1 * turned.size()));
        return turned;
    }

    private static int length(@Nullable Plaintext value) {
        return value == null ? 0 : value.bytes().length();
    }
}
