package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.testing.Change;
import io.ate.internal.view.ObjectEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Short words for what tests do with replicas. Stateless. */
final class Writes {
    private Writes() {}

    /** A deadline that nothing in a test comes near. */
    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    static PrimaryKey object(long number) {
        return new PrimaryKey(1, number);
    }

    static Draft draft(Replica replica, HeldKeys keys, Change... changes) {
        return draft(replica, keys, false, changes);
    }

    static Draft draft(Replica replica, HeldKeys keys, boolean signed, Change... changes) {
        List<Event> events = new ArrayList<>();
        for (Change each : changes) {
            events.add(each.by(keys.id()));
        }
        return new Draft(replica.sequence(), List.of(keys), events, List.of(), signed);
    }

    static Submission submit(Replica replica, HeldKeys keys, Change... changes) throws InterruptedException {
        return replica.submit(draft(replica, keys, changes), soon());
    }

    /** The value of the object as a unit of work would read it now, or "-" if there is none. */
    static String read(Replica replica, PrimaryKey key) throws InterruptedException {
        try (Standpoint now = replica.standpoint()) {
            return read(now, key);
        }
    }

    static String read(Standpoint at, PrimaryKey key) throws InterruptedException {
        ObjectEntry entry = at.live(key);
        return entry == null ? "-" : text(at.value(entry, soon()));
    }

    static String text(Event event) {
        return new String(event.payload().toArray(), StandardCharsets.UTF_8);
    }

    static ObjectEntry live(Standpoint at, PrimaryKey key) {
        return Objects.requireNonNull(at.live(key), "no object " + key);
    }

    /** The values of the children, in order. */
    static List<String> children(Standpoint at, PrimaryKey parent, String collection) throws InterruptedException {
        List<ObjectEntry> entries = new ArrayList<>();
        at.children(parent, collection, entries::add);
        List<String> values = new ArrayList<>();
        for (ObjectEntry each : entries) {
            values.add(text(at.value(each, soon())));
        }
        return values;
    }
}
