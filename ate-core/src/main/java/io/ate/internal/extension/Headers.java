package io.ate.internal.extension;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.extension.EventHeader;
import io.ate.extension.EventKind;
import io.ate.extension.EventPlace;
import io.ate.extension.EventRules;
import io.ate.extension.ProposedCommit;
import io.ate.extension.StoredCommit;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import io.ate.internal.transform.Transformers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Commits as programs see them that are put into a server. Stateless. */
final class Headers {
    private Headers() {}

    static ProposedCommit proposed(ChainName name, ChainId chain, Commit commit) {
        return new ProposedCommit(name, chain, commit.statement().keys(), headers(commit.events()));
    }

    static StoredCommit stored(ChainName name, ChainId chain, CommitRecord record, List<Event> events) {
        return new StoredCommit(name, chain, record.first(), Instant.ofEpochMilli(record.time()),
                record.statement().keys(), headers(events));
    }

    private static List<EventHeader> headers(List<Event> events) {
        return events.stream().map(Headers::header).toList();
    }

    static EventHeader header(Event event) {
        Facts facts = event.facts();
        PayloadForm form = facts.payload();
        ObjectRules rules = facts.rules();
        return new EventHeader(kind(facts.kind()), facts.key(), facts.type(), place(facts.place()),
                rules == null ? Optional.empty() : Optional.of(rules(rules)), facts.author(),
                Instant.ofEpochMilli(facts.time()), event.seal().length(), form != null && form.isSealed(),
                form == null ? Transformers.NONE : form.transform());
    }

    private static EventKind kind(Kind kind) {
        return switch (kind) {
            case PUT -> EventKind.PUT;
            case DELETE -> EventKind.DELETE;
            case ERASE -> EventKind.ERASE;
            case KEY -> EventKind.KEY;
            case EPHEMERAL -> throw new IllegalArgumentException("an ephemeral event is in no commit");
        };
    }

    private static EventPlace place(Place place) {
        return switch (place) {
            case Place.Stays() -> new EventPlace.Stays();
            case Place.Top() -> new EventPlace.Top();
            case Place.Under(PrimaryKey parent, String collection) -> new EventPlace.Under(parent, collection);
        };
    }

    private static EventRules rules(ObjectRules rules) {
        return new EventRules(readers(rules.read()), writers(rules.write()), owners(rules.control()));
    }

    private static EventRules.Who readers(ReadRule rule) {
        return switch (rule) {
            case ReadRule.Inherit() -> new EventRules.Who.Inherited();
            case ReadRule.Keys(List<KeyId> keys) -> new EventRules.Who.Only(keys);
            case ReadRule.Everyone() -> new EventRules.Who.Everyone();
        };
    }

    private static EventRules.Who writers(WriteRule rule) {
        return switch (rule) {
            case WriteRule.Inherit() -> new EventRules.Who.Inherited();
            case WriteRule.AnyOf(List<KeyId> keys) -> new EventRules.Who.Only(keys);
            case WriteRule.Everyone() -> new EventRules.Who.Everyone();
            case WriteRule.Nobody() -> new EventRules.Who.Nobody();
        };
    }

    private static EventRules.Who owners(ControlRule rule) {
        return switch (rule) {
            case ControlRule.Inherit() -> new EventRules.Who.Inherited();
            case ControlRule.AnyOf(List<KeyId> keys) -> new EventRules.Who.Only(keys);
        };
    }
}
