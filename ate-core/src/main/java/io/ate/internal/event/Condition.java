package io.ate.internal.event;

import io.ate.CommitId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.Optional;

/** What must hold of an object for a commit to be admitted. */
public sealed interface Condition {
    /** Nothing: the last writer wins. */
    record None() implements Condition {}

    /** The object does not exist. */
    record Absent() implements Condition {}

    /** The newest event that names the object has this sequence; 0 for object zero as the genesis made it. */
    record AtVersion(long sequence) implements Condition {}

    /** What asks for an earlier commit of the same writer, by its number. */
    sealed interface Own extends Condition {
        long number();
    }

    /** The newest event that names the object belongs to this writer's own commit of that number. */
    record AtOwn(long number) implements Own {}

    /** This writer's own commit of that number was admitted, whatever others have made of the object since. */
    record AfterOwn(long number) implements Own {}

    /**
     * The object does not exist, and this writer's own commit of that number was admitted: it may be the one that ended
     * it.
     */
    record AbsentAfterOwn(long number) implements Own {}

    /**
     * The same of another writer's commit: a program has one for each key that it acts under, and had others when it
     * ran before.
     */
    record OfAnother(WriterId writer, Own own) implements Condition {}

    /**
     * The earlier commit without whose admission this does not hold, if there is one.
     *
     * @param by the writer of the commit that asks for it
     */
    default Optional<CommitId> earlier(WriterId by) {
        return switch (this) {
            case Own own -> Optional.of(by.commit(own.number()));
            case OfAnother(WriterId writer, Own own) -> own.earlier(writer);
            case None(),Absent(),AtVersion(_) -> Optional.empty();
        };
    }

    /** Tells whether it asks how the object is. */
    default boolean concernsOthers() {
        return switch (this) {
            case Absent(),AtVersion(_),AtOwn(_),AbsentAfterOwn(_) -> true;
            case None(),AfterOwn(_) -> false;
            case OfAnother(_, Own own) -> own.concernsOthers();
        };
    }

    /** Of one that asks for nothing but the order: the same, and that the object does not exist. */
    default Condition andAbsent() {
        return switch (this) {
            case None(),Absent() -> new Absent();
            case AfterOwn(long number) -> new AbsentAfterOwn(number);
            case AbsentAfterOwn _ -> this;
            case OfAnother(WriterId writer, AfterOwn(long number)) ->
                    new OfAnother(writer, new AbsentAfterOwn(number));
            case OfAnother(_, AbsentAfterOwn _) -> this;
            case AtVersion _,AtOwn _,OfAnother _ ->
                    throw new IllegalStateException("what has a version exists: " + this);
        };
    }

    /** Writes code and, where there is one, writer and number. */
    default void write(WireWriter out) {
        switch (this) {
            case None() -> out.u8(0);
            case Absent() -> out.u8(1);
            case AtVersion(long sequence) -> out.u8(2).u64(sequence);
            case AtOwn(long number) -> out.u8(3).u64(number);
            case AfterOwn(long number) -> out.u8(4).u64(number);
            case AbsentAfterOwn(long number) -> out.u8(5).u64(number);
            case OfAnother(WriterId writer, Own own) -> {
                writer.write(out.u8(6));
                own.write(out);
            }
        }
    }

    static Condition read(WireReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case 0 -> new None();
            case 1 -> new Absent();
            case 2 -> new AtVersion(in.u64());
            case 6 -> new OfAnother(WriterId.read(in), own(in.u8(), in));
            default -> own(kind, in);
        };
    }

    private static Own own(int kind, WireReader in) throws MalformedException {
        return switch (kind) {
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
