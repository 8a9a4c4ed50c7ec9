package io.ate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What carries rules: an object, or the chain itself. As thread-safe as the unit of work that it belongs to: not. */
public interface Ruled {
    /** The rules that it carries itself. */
    Rules rules();

    /** The rules in force, with what is inherited filled in. */
    Rules rulesInForce();

    /**
     * Replaces the rules that it carries itself, with the commit of this unit of work.
     *
     * <p>
     * Where an object begins or ceases to have readers of its own, its value and what hangs below it without readers of
     * its own is sealed anew in the same commit, as if this session had written it: up to 5,000 objects with 4 MiB of
     * values, in all that the commit gives other readers together. {@link RulesResult#left} counts what new readers
     * then cannot read until it is written again, or until the object is given the same rules once more, or the same
     * grant, or any other of its readers: each goes on with as much of it. Earlier versions stay with those who could
     * read them. Right behind the commit, in others, follow single values of more than 4 MiB, which {@code left}
     * counts, and what somebody else adds or changes below while the commit is under way, which it does not count
     * (that one only if not everyone is to read it). What does not come about there stays with those who could read it,
     * and the log says how much.
     *
     * @return what those who lose the right to read keep, and what those who get it cannot read
     * @throws NoReadAuthorityException if readers change and the session cannot read the object itself
     * @throws IllegalStateException if what hangs below is sealed with keys that would be lost, and is too much to be
     * sealed anew: give what hangs directly below readers of its own first, some in each commit
     */
    RulesResult rules(Rules rules);

    /**
     * Adds {@code keys} to those who may read; the other rules stay. Does nothing where everyone may. They read the
     * chain's present and past, or the object's present with what hangs below it, as far as {@link #rules(Rules)} says.
     * An object that inherited its readers names them itself from then on, beside these: what is granted or revoked
     * above it afterwards does not reach it.
     */
    default RulesResult grantRead(PublicKeys... keys) {
        return switch (rulesInForce().readers()) {
            case Rules.Who.Only(List<PublicKeys> readers) -> rules(rules().readableBy(union(readers, keys)));
            case Rules.Who.Everyone _,Rules.Who.Nobody _,Rules.Who.Inherited _ ->
                    new RulesResult(false, List.of(), 0);
        };
    }

    /**
     * Adds {@code keys} to those who may write; the other rules stay. Does nothing where everyone may. Values are
     * sealed with the keys of readers: who may not read writes nothing but deletions, so grant that as well. An object
     * that inherited its writers names them itself from then on, as with {@link #grantRead}.
     */
    default void grantWrite(PublicKeys... keys) {
        switch (rulesInForce().writers()) {
            case Rules.Who.Only(List<PublicKeys> writers) -> rules(rules().writableBy(union(writers, keys)));
            case Rules.Who.Nobody _ -> rules(rules().writableBy(keys));
            case Rules.Who.Everyone _,Rules.Who.Inherited _ -> {
            }
        }
    }

    /**
     * Takes {@code keys} from those who may read; the other rules stay. Objects below that name their readers
     * themselves keep them.
     *
     * @return what they keep
     * @throws IllegalArgumentException if nobody would be left
     */
    default RulesResult revokeRead(KeyId... keys) {
        return switch (rulesInForce().readers()) {
            case Rules.Who.Only(List<PublicKeys> readers) -> {
                PublicKeys[] left = without(readers, keys);
                if (left.length == 0) {
                    throw new IllegalArgumentException("nobody would be left who reads this: grant it to somebody else "
                            + "first, or delete it");
                }
                yield rules(rules().readableBy(left));
            }
            case Rules.Who.Everyone _,Rules.Who.Nobody _,Rules.Who.Inherited _ ->
                    throw new IllegalStateException("everyone may read this: nobody can be excepted");
        };
    }

    /** Takes {@code keys} from those who may read, as {@link #revokeRead(KeyId...)} does. */
    default RulesResult revokeRead(PublicKeys... keys) {
        return revokeRead(ids(keys));
    }

    /** Takes {@code keys} from those who may write, as {@link #revokeWrite(KeyId...)} does. */
    default void revokeWrite(PublicKeys... keys) {
        revokeWrite(ids(keys));
    }

    /** Takes {@code keys} from those who may write; the other rules stay. If nobody is left, nobody may. */
    default void revokeWrite(KeyId... keys) {
        switch (rulesInForce().writers()) {
            case Rules.Who.Only(List<PublicKeys> writers) -> {
                PublicKeys[] left = without(writers, keys);
                rules(left.length == 0 ? rules().writableByNobody() : rules().writableBy(left));
            }
            case Rules.Who.Nobody _,Rules.Who.Inherited _ -> {
            }
            case Rules.Who.Everyone _ ->
                    throw new IllegalStateException("everyone may write this: nobody can be excepted");
        }
    }

    private static PublicKeys[] union(List<PublicKeys> named, PublicKeys... added) {
        demandSome(added);
        Set<PublicKeys> union = new LinkedHashSet<>(named);
        union.addAll(List.of(added));
        return union.toArray(PublicKeys[]::new);
    }

    private static PublicKeys[] without(List<PublicKeys> named, KeyId... taken) {
        demandSome(taken);
        Set<KeyId> gone = Set.copyOf(List.of(taken));
        return named.stream().filter(each -> !gone.contains(each.id())).toArray(PublicKeys[]::new);
    }

    private static KeyId[] ids(PublicKeys... keys) {
        demandSome(keys);
        return Stream.of(keys).map(PublicKeys::id).toArray(KeyId[]::new);
    }

    private static void demandSome(Object[] keys) {
        if (keys.length == 0) {
            throw new IllegalArgumentException("no key was named, whose right is to be changed");
        }
        for (Object each : keys) {
            Objects.requireNonNull(each, "a key whose right is to be changed is null");
        }
    }
}
