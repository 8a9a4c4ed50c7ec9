package io.ate.internal.compaction;

import io.ate.PrimaryKey;
import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.view.Fold;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.View;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What stays of an object that has ended does not bring it back. */
final class LeftoversTest {
    private static final PrimaryKey ENDED = new PrimaryKey(1, 1);
    private static final PrimaryKey OTHER = new PrimaryKey(1, 2);

    private final View view = ChainLoader.empty(Founding.ownedBy(Keys.of("alice")).genesis().record());
    private final Fold fold = new Fold();
    private final Leftovers leftovers = new Leftovers();

    private StoredEvent happens(Change change) {
        Event event = change.by(Keys.of("alice").id());
        long sequence = view.sequence() + 1;
        view.apply(ChainLoader.effect(view, fold, event, sequence));
        return new StoredEvent(sequence, event, null, false);
    }

    @Test
    void whereAnEventStaysThatPutsAnEndedObjectSomewhereSoDoesWhatFollowsInThatLife() {
        StoredEvent birth = happens(Change.store(ENDED, "first life"));
        StoredEvent end = happens(Change.delete(ENDED));
        StoredEvent again = happens(Change.store(ENDED, "second life"));
        StoredEvent other = happens(Change.store(OTHER, "another"));
        StoredEvent otherEnd = happens(Change.delete(OTHER));
        try (Snapshot now = view.snapshot()) {
            assertThat(leftovers.need(end, now)).isFalse();

            leftovers.stays(birth, now);
            leftovers.stays(again, now);

            assertThat(leftovers.need(end, now)).isTrue();
            assertThat(leftovers.need(again, now)).as("of the present life").isFalse();
            assertThat(leftovers.need(otherEnd, now)).as("of an object of which nothing stays").isFalse();
            leftovers.stays(other, now);
            assertThat(leftovers.need(otherEnd, now)).isTrue();
        }
    }

    @Test
    void whatOnlyChangesAnObjectBringsNoneToLife() {
        happens(Change.store(ENDED, "value"));
        happens(Change.delete(ENDED));
        for (Change each : new Change[] {Change.put(ENDED).value("later"), Change.put(ENDED).atTop(),
            Change.delete(ENDED)}) {
            happens(each);
            assertThat(view.live(ENDED)).isNull();
        }
    }
}
