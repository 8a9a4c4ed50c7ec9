package io.ate.internal.testing;

import io.ate.ChainName;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.GenesisRecord;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a chain of a test begins; ask for the genesis with {@link #by}. Immutable.
 *
 * @param named the keys that the rules name
 */
public record Founding(String name, Trust trust, Subscribers subscribers, Rule rules, List<HeldKeys> named) {

    /** A chain that these people, the first being the founder, read, write and control. */
    public static Founding ownedBy(HeldKeys... owners) {
        return new Founding("example.com/notes", Trust.DISTRIBUTED, Subscribers.NAMED, Rule.ownedBy(owners),
                List.of(owners));
    }

    public Founding named(String chain) {
        return new Founding(chain, trust, subscribers, rules, named);
    }

    public Founding centralized() {
        return new Founding(name, Trust.CENTRALIZED, subscribers, rules, named);
    }

    public Founding openToEveryone() {
        return new Founding(name, trust, Subscribers.EVERYONE, rules, named);
    }

    /** With other rules of object zero, and more keys that they name. */
    public Founding ruledBy(Rule other, HeldKeys... moreKeys) {
        Set<HeldKeys> all = new LinkedHashSet<>(named);
        all.addAll(List.of(moreKeys));
        return new Founding(name, trust, subscribers, other, List.copyOf(all));
    }

    /** The genesis, signed by its first owner. */
    public SignedGenesis by(HeldKeys founder) {
        ObjectRules all = rules.rules();
        boolean sealed = all.read() instanceof ReadRule.Keys;
        Slice ring = Rings.beside(all, true, Rings.FIRST);
        Hash random = Hash.of(Rings.filler((sealed ? "sealed " : "clear ") + name, Hash.BYTES).toArray());
        List<Slice> bundles = named.stream().map(each -> Slice.of(each.publicKeys().encoded())).toList();
        GenesisRecord record = new GenesisRecord(new ChainName(name), random, trust, subscribers, bundles, all, ring);
        Slice bytes = record.encode();
        Hash id = Hash.of(GenesisRecord.chainId(bytes).bytes());
        return SignedGenesis.of(record, bytes, Slice.of(founder.sign(id, GenesisRecord.GENESIS)));
    }

    /** The genesis, signed by whom the keys name first. */
    public SignedGenesis genesis() {
        return by(named.getFirst());
    }
}
