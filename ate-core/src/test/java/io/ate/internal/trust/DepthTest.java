package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Moved subtrees may come to hang deeper than births may: walks upwards still end, and end well. */
class DepthTest {
    private final SignedGenesis genesis = Founding.ownedBy(Keys.of("alice")).genesis();
    private final Map<PrimaryKey, ObjectEntry> objects = new HashMap<>();
    private final ChainState state = new ChainState() {
        @Override
        public @Nullable ObjectEntry entry(PrimaryKey key) {
            return objects.get(key);
        }

        @Override
        public @Nullable KeyEntry publicKey(KeyId id) {
            return null;
        }

        @Override
        public boolean beginsSigned(PrimaryKey key) {
            return false;
        }
    };

    @Test
    void rulesAreFoundForWhateverIsAlive() {
        objects.put(PrimaryKey.ZERO, ChainLoader.empty(genesis.record()).zero());
        PrimaryKey above = PrimaryKey.ZERO;
        for (int depth = 1; depth <= 2 * ChainState.DEPTH + 3; depth++) {
            PrimaryKey key = new PrimaryKey(1, depth);
            ObjectEntry entry = ObjectEntry.unsent(key, above, "notes", "note", null);
            objects.put(key, entry);
            above = key;
            if (depth > 2 * ChainState.DEPTH - 3 && state.isLive(entry)) {
                assertThat(Rights.mayWrite(state, entry, Set.of(Keys.id("alice")))).as("at depth %s", depth).isTrue();
            }
        }
        assertThat(state.live(above)).as("no walk loops for ever").isNull();
    }
}
