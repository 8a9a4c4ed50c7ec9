package io.ate.internal.bus;

import io.ate.Change;
import io.ate.DaoRef;
import io.ate.Type;
import io.ate.internal.dao.PastValues;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Tells every change of a value, wherever it is: publications of keys and changes that leave the value alone are passed
 * over. Immutable.
 */
record EveryChange(PastValues values) implements Telling<JsonNode> {
    @Override
    public List<Told<JsonNode>> of(Applied commit, Reached reached) {
        List<Told<JsonNode>> told = new ArrayList<>();
        List<Event> events = commit.events();
        for (int i = 0; i < events.size(); i++) {
            ObjectEntry left = commit.effects().objects().get(i);
            long sequence = commit.sequence(i);
            Reached behind = new Reached(sequence, 0);
            Facts facts = events.get(i).facts();
            if (behind.compareTo(reached) <= 0) {
                continue;
            }
            if (facts.kind() == Kind.DELETE) {
                told.add(new Told<>(new Change.Deleted<>(sequence, DaoRef.of(Type.tree(), facts.key()),
                        PastVersion.origin(events.get(i), sequence)), behind));
            } else if (facts.kind() == Kind.PUT && facts.payload() != null) {
                Type<JsonNode> type = Type.tree(facts.type());
                told.add(new Told<>(new Change.Stored<>(sequence, DaoRef.of(type, facts.key()),
                        new PastVersion<>(values, type, events.get(i), left,
                                commit.effects().before().get(sequence))),
                        behind));
            }
        }
        return told;
    }

    @Override
    public void demandMore(Reached reached) {
        // as long as the chain goes on
    }
}
