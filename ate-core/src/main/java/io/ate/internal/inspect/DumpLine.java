package io.ate.internal.inspect;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Facts;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A piece of a dump. Immutable. */
public sealed interface DumpLine {
    /** Tells whether something is shown as lost or changed. */
    default boolean isDamage() {
        return switch (this) {
            case Lost _,LostChains _,Unplaced _ -> true;
            case OfObject object -> object.value() instanceof Value.Damaged;
            case OfEvent event -> event.value() instanceof Value.Damaged;
            case OfChain _,Removed _,OfCommit _ -> false;
        };
    }

    /**
     * The chain itself.
     *
     * @param end its last sequence
     * @param rules of the chain as they are now
     */
    record OfChain(String name, String id, String trust, KeyId signer, long end, ObjectRules rules)
            implements DumpLine {}

    /** Events that compaction removed. */
    record Removed(long from, long to) implements DumpLine {}

    /** Events that are lost. */
    record Lost(long from, long to, String what) implements DumpLine {}

    /** Chains whose records cannot be read. */
    record LostChains(String what) implements DumpLine {}

    /** An object that hung below another one, which is lost: what became of it nobody can tell. */
    record Unplaced(PrimaryKey key, PrimaryKey parent, long sequence) implements DumpLine {}

    /**
     * An object as it is now.
     *
     * @param depth how many objects it hangs below
     * @param stood where its present value was stored, and by whom; null where that is lost
     * @param signed what of it is signed
     */
    record OfObject(int depth, PrimaryKey key, PrimaryKey parent, String collection, String type, long version,
            long born, long placed, @Nullable ObjectRules rules, List<Signed> signed, @Nullable Stood stood,
            Value value) implements DumpLine {}

    /** By whom a value was stored, by which clock when, and in how many bytes. */
    record Stood(long sequence, KeyId author, long time, int bytes) {}

    /**
     * Who signed a commit, and what of an object was in it.
     *
     * @param covers of the object: its birth, place, value, rules
     * @param from the first event of the commit
     * @param to the last one
     */
    record Signed(List<KeyId> keys, List<String> covers, long from, long to) {}

    /** The record of a commit, whose events follow. */
    record OfCommit(long first, long last, long time, Statement statement, List<KeyId> signers) implements DumpLine {}

    /** An event. */
    record OfEvent(long sequence, Facts facts, int bytes, Value value) implements DumpLine {}

    /** What is to be had of a value. */
    sealed interface Value {
        /** There is none: an event that only moves or rules, or deletes. */
        record None() implements Value {}

        /** As it was stored. */
        record Open(JsonNode value) implements Value {}

        /** The keys that were named do not open it. */
        record Sealed(List<KeyId> readers) implements Value {}

        /** It was removed, or is left at the server. */
        record Elsewhere() implements Value {}

        /** It is lost, or is not what was sealed. */
        record Damaged(String what) implements Value {}
    }
}
