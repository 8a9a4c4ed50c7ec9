package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.OptionalLong;

/** What must hold of an object for a commit to be admitted. */
public sealed interface Condition {
    /** Nothing: the last writer wins. */
    record None() implements Condition {}

    /** The object does not exist. */
    record Absent() implements Condition {}

    /** The newest event that names the object has this sequence; 0 for object zero as the genesis made it. */
    record AtVersion(long sequence) implements Condition {}

    /** The newest event that names the object belongs to this writer's own commit of that number. */
    record AtOwn(long number) implements Condition {}

    /** This writer's own commit of that number was admitted, whatever others have made of the object since. */
    record AfterOwn(long number) implements Condition {}

    /**
     * The object does not exist, and this writer's own commit of that number was admitted: it may be the one that ended
     * it.
     */
    record AbsentAfterOwn(long number) implements Condition {}

    /** The number of the writer's own commit without which this does not hold, if there is one. */
    default OptionalLong own() {
        return switch (this) {
            case AtOwn(long number) -> OptionalLong.of(number);
            case AfterOwn(long number) -> OptionalLong.of(number);
            case AbsentAfterOwn(long number) -> OptionalLong.of(number);
            case None(),Absent(),AtVersion(_) -> OptionalLong.empty();
        };
    }

    /** Tells whether it asks how the object is. */
    default boolean concernsOthers() {
        return switch (this) {
            case Absent(),AtVersion(_),AtOwn(_),AbsentAfterOwn(_) -> true;
            case None(),AfterOwn(_) -> false;
        };
    }

    /** Of one that asks for nothing but the order: the same, and that the object does not exist. */
    default Condition andAbsent() {
        return switch (this) {
            case None(),Absent() -> new Absent();
            case AfterOwn(long number) -> new AbsentAfterOwn(number);
            case AbsentAfterOwn _ -> this;
            case AtVersion _,AtOwn _ -> throw new IllegalStateException("what has a version exists: " + this);
        };
    }

    /** Writes code and, where there is one, the number. */
    default void write(WireWriter out) {
        switch (this) {
            case None() -> out.u8(0);
            case Absent() -> out.u8(1);
            case AtVersion(long sequence) -> out.u8(2).u64(sequence);
            case AtOwn(long number) -> out.u8(3).u64(number);
            case AfterOwn(long number) -> out.u8(4).u64(number);
            case AbsentAfterOwn(long number) -> out.u8(5).u64(number);
        }
    }

    static Condition read(WireReader in) throws MalformedException {
        return switch (in.u8()) {
            case 0 -> new None();
            case 1 -> new Absent();
            case 2 -> new AtVersion(in.u64());
            case 3 -> new AtOwn(positive(in.u64()));
            case 4 -> new AfterOwn(positive(in.u64()));
            case 5 -> new AbsentAfterOwn(positive(in.u64()));
            default -> throw new MalformedException("unknown condition");
        };
    }

    private static long positive(long number) throws MalformedException {
        if (number == 0) {
            throw new MalformedException("sequences and numbers begin at 1");
        }
        return number;
    }
}
