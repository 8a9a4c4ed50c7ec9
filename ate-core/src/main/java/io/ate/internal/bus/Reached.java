package io.ate.internal.bus;

import io.ate.Position;
import io.ate.TypeName;
import java.util.Comparator;

/**
 * How far a reader of the log has come, which is also what a checkpoint keeps. Immutable.
 *
 * @param sequence up to which everything was taken
 * @param taken how many of the changes that the next event makes were taken, too
 */
@TypeName(Reached.TYPE)
public record Reached(long sequence, int taken) implements Comparable<Reached> {
    /** What a checkpoint keeps anybody may have written who may move it. */
    public Reached {
        if (sequence < 0 || taken < 0) {
            throw new IllegalArgumentException("nobody has reached sequence " + sequence + " and " + taken
                    + " changes behind it");
        }
    }

    /** The name that checkpoints go by as objects. */
    static final String TYPE = "ate.checkpoint";
    /** Before everything. */
    public static final Reached START = new Reached(0, 0);

    private static final Comparator<Reached> ORDER = Comparator.comparingLong(Reached::sequence)
            .thenComparingInt(Reached::taken);

    /**
     * The same as a number.
     *
     * @throws IllegalArgumentException if it is {@link Position#NOW}, which is another one each time
     */
    public static Reached of(Position position) {
        return switch (position) {
            case Position.After(long sequence) -> new Reached(sequence, 0);
            case Position.Within(long sequence, int taken) -> new Reached(sequence, taken);
            case Position.Now() -> throw new IllegalArgumentException("\"now\" is no position to come back to");
        };
    }

    /** The same for those who read on from there. */
    public Position position() {
        return taken == 0 ? Position.after(sequence) : new Position.Within(sequence, taken);
    }

    /** The later of the two. */
    Reached orLater(Reached other) {
        return compareTo(other) < 0 ? other : this;
    }

    @Override
    public int compareTo(Reached other) {
        return ORDER.compare(this, other);
    }
}
