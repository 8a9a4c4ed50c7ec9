package io.ate.internal.dao;

import io.ate.AteConfig;
import io.ate.CorruptionException;
import io.ate.KeyBundle;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.transform.Transformers;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.RuleEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * The data keys that somebody's keys open in a chain, for who looks at its events one after the other and has no
 * replica of it: whatever ring ever named one of these keys is tried. Confined to one thread; closing zeroes what was
 * found.
 */
public final class FoundKeys implements AutoCloseable {
    private final RingReader rings;
    private final Payloads payloads;
    private final Values values;
    private final Map<DataKeyId, DataKey> found = new HashMap<>();

    /** @param keys those that somebody holds; they stay his */
    public FoundKeys(SignedGenesis genesis, List<KeyBundle> keys) {
        AteConfig config = AteConfig.defaults();
        rings = new RingReader(genesis, keys.stream().map(HeldKeys::of).toList());
        payloads = new Payloads(genesis.chainId(), Entropy.from(config), 0);
        values = new Values(false, Transformers.of(config.transformer(), config.restoring()));
    }

    /** Takes from the ring beside these rules whatever the keys open. */
    public void ring(PrimaryKey holder, RuleEntry rules) {
        Rights.Reading reading = new Rights.Reading(holder, rules);
        if (!(rules.ring() instanceof KeyRing.Sealed ring) || !rings.isReader(reading)) {
            return;
        }
        try {
            DataKey newest = keep(rings.newest(reading, ring));
            for (KeyRing.Older each : ring.older()) {
                newest = keep(rings.older(reading, each, newest));
            }
        } catch (CorruptionException _) {
            // whoever made the ring names keys that he does not have: it gives nothing more
        }
    }

    private DataKey keep(DataKey fresh) {
        DataKey known = found.putIfAbsent(fresh.id(), fresh);
        if (known != null) {
            fresh.secret().close();
            return known;
        }
        return fresh;
    }

    /** Tells whether the value in the event, of which it has one, is in clear or sealed with a key that was found. */
    public boolean opens(Event event) {
        PayloadForm form = event.facts().payload();
        return form != null && (form.dataKey() == null || found.containsKey(form.dataKey()));
    }

    /**
     * The value in an event that {@linkplain #opens opens}.
     *
     * @throws CorruptionException if it is not what was sealed, or no value
     * @throws io.ate.IncompatibleValueException if this program cannot restore or read it
     */
    public JsonNode value(Event event) {
        return values.decode(Type.tree(),
                payloads.open(event, id -> Objects.requireNonNull(found.get(id), "asked before")).plaintext());
    }

    @Override
    public void close() {
        found.values().forEach(each -> each.secret().close());
        found.clear();
    }
}
