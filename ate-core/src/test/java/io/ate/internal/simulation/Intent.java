package io.ate.internal.simulation;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Rules;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One thing that a body means to do to a chain, in words that owe nothing to how it is done. Immutable. */
sealed interface Intent {
    /** The object that it is about, or whose collection. */
    PrimaryKey key();

    /** A collection of one object. */
    record Spot(PrimaryKey parent, String collection) {
        static final Spot TOP = new Spot(PrimaryKey.ZERO, "");
    }

    /** Who may do what with an object; nothing where that is inherited. */
    record Terms(Optional<Set<KeyId>> readers, Optional<Set<KeyId>> writers, Optional<Set<KeyId>> owners) {

        static final Terms INHERITED = of(Rules.inherit());

        static Terms of(Rules rules) {
            return new Terms(keys(rules.readers()), keys(rules.writers()), keys(rules.owners()));
        }

        private static Optional<Set<KeyId>> keys(Rules.Who who) {
            return switch (who) {
                case Rules.Who.Only(var keys) ->
                        Optional.of(
                                keys.stream().map(PublicKeys::id).collect(Collectors.toCollection(LinkedHashSet::new)));
                case Rules.Who.Nobody() -> Optional.of(Set.of());
                case Rules.Who.Inherited() -> Optional.empty();
                case Rules.Who.Everyone() -> throw new IllegalArgumentException("nothing here is for everyone");
            };
        }
    }

    /** A new object, which must not be there. */
    record Store(PrimaryKey key, Spot spot, @Nullable String name, Object value, Terms terms) implements Intent {}

    /** A named object gets that value, whether or not it is there. */
    record Put(PrimaryKey key, Spot spot, @Nullable String name, Object value) implements Intent {}

    /** What was {@code base} becomes {@code mine}. */
    record Update(PrimaryKey key, Object base, Object mine) implements Intent {}

    /** An object gets that value, whatever it has and wherever it is. */
    record Overwrite(PrimaryKey key, Object value) implements Intent {}

    /** An object ends, with all that hangs below it. */
    record Delete(PrimaryKey key) implements Intent {}

    /** An object goes to the end of another collection. */
    record Move(PrimaryKey key, Spot to) implements Intent {}

    /** An object's own rules, or the chain's, become others. */
    record Rule(PrimaryKey key, Terms terms) implements Intent {}

    /** An event is recorded behind the one of that revision. */
    record Append(PrimaryKey key, long revision, Box event) implements Intent {}
}
