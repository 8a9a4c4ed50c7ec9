package io.ate;

import java.util.Objects;
import java.util.Optional;

/**
 * How a new chain is to begin. Immutable; each method gives a new one with one thing changed.
 *
 * <p>
 * The creator's keys read, write and control the chain; whom the rules name comes in addition. Everyone has to be said.
 *
 * @param rules of the chain, where to inherit means: the creator alone
 * @param trust of its members in its server
 * @param subscribers who may be sent its history; if not said, those whom its rules name, or everyone if everyone may
 * read
 */
public record Genesis(Rules rules, Trust trust, Optional<Subscribers> subscribers) {
    public Genesis {
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(trust, "trust");
        Objects.requireNonNull(subscribers, "subscribers");
    }

    /** A chain with these rules, in centralized trust. */
    public static Genesis of(Rules rules) {
        return new Genesis(rules, Trust.CENTRALIZED, Optional.empty());
    }

    /** The same chain in distributed trust: every commit is signed, every client verifies everything. */
    public Genesis distributed() {
        return new Genesis(rules, Trust.DISTRIBUTED, subscribers);
    }

    /** The same chain in that trust. */
    public Genesis trust(Trust mode) {
        return new Genesis(rules, mode, subscribers);
    }

    /** The same chain, whose history goes to those subscribers. */
    public Genesis subscribers(Subscribers whom) {
        return new Genesis(rules, trust, Optional.of(Objects.requireNonNull(whom, "whom")));
    }
}
