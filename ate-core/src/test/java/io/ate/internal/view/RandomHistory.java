package io.ate.internal.view;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Place;
import io.ate.internal.testing.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes random good commits over few keys, so that everything happens often, in view and model alike. */
final class RandomHistory {
    static final List<String> COLLECTIONS = List.of("notes", "drafts");

    private static final KeyId AUTHOR = new KeyId(1, 1);

    private final Random random;
    private final int keys;
    private final View view;
    private final NaiveModel model = new NaiveModel();
    private final Fold fold = new Fold();
    private long sequence;

    RandomHistory(Random random, int keys, View view) {
        this.random = random;
        this.keys = keys;
        this.view = view;
    }

    NaiveModel model() {
        return model;
    }

    PrimaryKey anyKey() {
        return key(random.nextInt(keys));
    }

    static PrimaryKey key(int number) {
        return new PrimaryKey(3, number + 1);
    }

    /** Applies one more commit of one to five events. */
    void step() {
        Set<PrimaryKey> named = new HashSet<>();
        List<ObjectEntry> entries = new ArrayList<>();
        AmendedState state = new AmendedState(view);
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            PrimaryKey key = anyKey();
            if (named.add(key)) {
                Facts facts = change(key).by(AUTHOR).facts();
                sequence++;
                ObjectEntry next = fold.next(state.live(key), facts, null, sequence);
                state.put(next);
                entries.add(next);
                follow(facts);
            }
        }
        view.apply(new Effects(entries, List.of(), sequence));
    }

    private Change change(PrimaryKey key) {
        if (model.has(key) && random.nextInt(4) == 0) {
            return Change.delete(key);
        }
        PrimaryKey parent = anyKey();
        if (random.nextInt(3) == 0 || !model.has(parent) || model.isWithin(parent, key)) {
            return Change.store(key, "x");
        }
        return Change.put(key).under(parent, COLLECTIONS.get(random.nextInt(COLLECTIONS.size()))).value("x");
    }

    private void follow(Facts facts) {
        switch (facts.kind()) {
            case DELETE -> model.delete(facts.key());
            case PUT -> model.put(facts.key(), Fold.parentOf(facts.place()),
                    facts.place() instanceof Place.Under under ? under.collection() : "",
                    sequence);
            case KEY, ERASE, EPHEMERAL -> throw new AssertionError(facts.kind());
        }
    }
}
