package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Rules.Who;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import java.util.List;

/** Says the rules of the public API in the terms of events, and back. Stateless. */
final class RuleTerms {
    private RuleTerms() {}

    static ObjectRules toEvent(Rules rules) {
        return new ObjectRules(read(rules.readers()), write(rules.writers()), control(rules.owners()));
    }

    static Rules fromEvent(ObjectRules rules, ChainState state) {
        return new Rules(readers(rules.read(), state), writers(rules.write(), state), owners(rules.control(), state));
    }

    private static ReadRule read(Who who) {
        return switch (who) {
            case Who.Inherited() -> new ReadRule.Inherit();
            case Who.Everyone() -> new ReadRule.Everyone();
            case Who.Only(List<PublicKeys> keys) -> new ReadRule.Keys(ids(keys));
            case Who.Nobody() -> throw new IllegalArgumentException("a read rule does not say nobody");
        };
    }

    private static WriteRule write(Who who) {
        return switch (who) {
            case Who.Inherited() -> new WriteRule.Inherit();
            case Who.Everyone() -> new WriteRule.Everyone();
            case Who.Only(List<PublicKeys> keys) -> new WriteRule.AnyOf(ids(keys));
            case Who.Nobody() -> new WriteRule.Nobody();
        };
    }

    private static ControlRule control(Who who) {
        return switch (who) {
            case Who.Inherited() -> new ControlRule.Inherit();
            case Who.Only(List<PublicKeys> keys) -> new ControlRule.AnyOf(ids(keys));
            case Who.Everyone(),Who.Nobody() -> throw new IllegalArgumentException("a control rule names keys");
        };
    }

    private static Who readers(ReadRule rule, ChainState state) {
        return switch (rule) {
            case ReadRule.Inherit() -> new Who.Inherited();
            case ReadRule.Everyone() -> new Who.Everyone();
            case ReadRule.Keys(List<KeyId> keys) -> new Who.Only(publicKeys(keys, state));
        };
    }

    private static Who writers(WriteRule rule, ChainState state) {
        return switch (rule) {
            case WriteRule.Inherit() -> new Who.Inherited();
            case WriteRule.Everyone() -> new Who.Everyone();
            case WriteRule.Nobody() -> new Who.Nobody();
            case WriteRule.AnyOf(List<KeyId> keys) -> new Who.Only(publicKeys(keys, state));
        };
    }

    private static Who owners(ControlRule rule, ChainState state) {
        return switch (rule) {
            case ControlRule.Inherit() -> new Who.Inherited();
            case ControlRule.AnyOf(List<KeyId> keys) -> new Who.Only(publicKeys(keys, state));
        };
    }

    private static List<PublicKeys> publicKeys(List<KeyId> ids, ChainState state) {
        return ids.stream().map(id -> {
            KeyEntry known = state.publicKey(id);
            if (known == null) {
                throw new IllegalStateException(
                        "a rule of the chain names key " + id + ", which the chain does not know");
            }
            return known.keys();
        }).toList();
    }

    private static List<KeyId> ids(List<PublicKeys> keys) {
        return keys.stream().map(PublicKeys::id).toList();
    }
}
