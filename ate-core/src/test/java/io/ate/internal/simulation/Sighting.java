package io.ate.internal.simulation;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All that somebody saw of a chain at one moment. Immutable.
 *
 * @param sequence up to which others' commits were in it
 * @param pending own deeds that lay over it, oldest first, and last what the looking body itself had done so far
 */
record Sighting(String where, KeyId who, long sequence, List<Deed> pending, Map<PrimaryKey, Row> rows) {
    Sighting {
        pending = List.copyOf(pending);
    }

    /** Demands that this is what {@code expected} shows to whoever looked. */
    void assertShows(SequentialChain expected) {
        Map<PrimaryKey, Row> demanded = expected.rows();
        assertThat(rows.keySet()).as("the objects that are seen %s, in order", this).isEqualTo(demanded.keySet());
        assertThat(new ArrayList<>(rows.keySet())).as("the order of objects %s", this)
                .isEqualTo(new ArrayList<>(demanded.keySet()));
        demanded.forEach((key, row) -> assertShows(expected, key, row));
    }

    private void assertShows(SequentialChain expected, PrimaryKey key, Row demanded) {
        Row seen = rows.get(key);
        boolean isForAll = expected.mustRead(who, key);
        assertThat(seen.spot()).as("where %s is %s", key, this).isEqualTo(demanded.spot());
        assertThat(seen.before()).as("what is before %s %s", key, this).isEqualTo(demanded.before());
        assertThat(seen.history()).as("the events of %s %s", key, this).hasSameSizeAs(demanded.history());
        assertThat(isForAll && seen.value().isEmpty()).as("that %s is closed to a reader %s", key, this).isFalse();
        if (seen.value().isPresent()) {
            assertThat(expected.mayRead(who, key)).as("the right to read %s %s", key, this).isTrue();
            assertThat(seen.value()).as("%s %s", key, this).isEqualTo(demanded.value());
            assertThat(seen.name()).as("the name of %s %s", key, this).isEqualTo(demanded.name());
        }
        for (int i = 0; i < demanded.history().size(); i++) {
            Optional<Box> event = seen.history().get(i);
            if (isForAll || event.isPresent()) {
                assertThat(event).as("an event of %s %s", key, this).isEqualTo(demanded.history().get(i));
            }
        }
    }

    @Override
    public String toString() {
        return where + " by " + who + " at " + sequence + " under " + pending.stream().map(Deed::number).toList();
    }
}
