package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The record that begins a chain, made by the client that creates it. Immutable and thread-safe.
 *
 * <p>
 * Layout: {@code u8 format (1) ‖ u16 length ‖ name ‖ 32 random bytes ‖ u8 trust (1 distributed, 2 centralized) ‖
 * u8 subscribers (1 everyone, 2 named) ‖ u8 count ‖ (u16 length ‖ bundle)* ‖ rules ‖ u32 length ‖ ring}.
 *
 * @param bundles the encoded public keys that the rules name
 * @param rules of object zero: complete, with the creator as first owner
 * @param ring of object zero's read rule, as encoded
 */
public record GenesisRecord(ChainName name, Hash random, Trust trust, Subscribers subscribers, List<Slice> bundles,
        ObjectRules rules, Slice ring) {

    /** The label of the chain id and of the genesis signature. */
    public static final Label GENESIS = Label.of("ate/genesis/1");
    private static final Label WRAPS = Label.of("ate/genesis-wraps/1");
    private static final int FORMAT = 1;

    public GenesisRecord {
        bundles = List.copyOf(bundles);
    }

    /** The one encoding of this record. */
    public Slice encode() {
        return beforeRing(name, random, trust, subscribers, bundles, rules).slice32(ring).toSlice();
    }

    /** What stands in for the chain id in the wraps of the ring, which is made before the id is known. */
    public static ChainId wrapsBinding(ChainName name, Hash random, Trust trust, Subscribers subscribers,
            List<Slice> bundles, ObjectRules rules) {
        Slice before = beforeRing(name, random, trust, subscribers, bundles, rules).toSlice();
        return ChainId.of(Sha256.of(WRAPS).variable(before).digest().bytes());
    }

    /** What stands in for the chain id in the wraps of this record's ring. */
    public ChainId wrapsBinding() {
        return wrapsBinding(name, random, trust, subscribers, bundles, rules);
    }

    /** The id of the chain that these bytes of {@link #encode()} begin. */
    public static ChainId chainId(Slice encoded) {
        return ChainId.of(Sha256.of(GENESIS).variable(encoded).digest().bytes());
    }

    /** The key whose signature stands beside the record: the first owner's. */
    public KeyId signer() {
        return ((ControlRule.AnyOf) rules.control()).keys().getFirst();
    }

    /** Reads what {@link #encode()} writes, and refuses everything else. */
    public static GenesisRecord decode(Slice bytes) throws MalformedException {
        if (bytes.length() > Bounds.GENESIS) {
            throw new MalformedException("a genesis record exceeds " + Bounds.GENESIS + " bytes");
        }
        WireReader in = new WireReader(bytes);
        int format = in.u8();
        if (format != FORMAT) {
            throw new MalformedException("this chain has format " + format + "; this program reads format " + FORMAT);
        }
        ChainName name = readName(in);
        Hash random = in.hash();
        Trust trust = switch (in.u8()) {
            case 1 -> Trust.DISTRIBUTED;
            case 2 -> Trust.CENTRALIZED;
            default -> throw new MalformedException("unknown trust mode");
        };
        Subscribers subscribers = switch (in.u8()) {
            case 1 -> Subscribers.EVERYONE;
            case 2 -> Subscribers.NAMED;
            default -> throw new MalformedException("unknown kind of subscribers");
        };
        List<Slice> bundles = readBundles(in);
        ObjectRules rules = ObjectRules.read(in);
        if (!rules.areComplete()) {
            throw new MalformedException("object zero inherits nothing");
        }
        Slice ring = in.slice32(Bounds.RING);
        in.end();
        KeyRing.decode(ring, rules.read());
        return new GenesisRecord(name, random, trust, subscribers, bundles, rules, ring);
    }

    private static ChainName readName(WireReader in) throws MalformedException {
        try {
            return new ChainName(in.text16(ChainName.LENGTH));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    private static List<Slice> readBundles(WireReader in) throws MalformedException {
        int count = in.u8();
        if (count < 1 || count > Bounds.GENESIS_KEYS) {
            throw new MalformedException("a genesis carries 1 to " + Bounds.GENESIS_KEYS + " keys, not " + count);
        }
        List<Slice> bundles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Slice bundle = in.slice16();
            if (bundle.length() > Bounds.BUNDLE || bundles.contains(bundle)) {
                throw new MalformedException("a genesis carries each public key once, within bounds");
            }
            bundles.add(bundle);
        }
        return bundles;
    }

    private static WireWriter beforeRing(ChainName name, Hash random, Trust trust, Subscribers subscribers,
            List<Slice> bundles, ObjectRules rules) {
        WireWriter out = new WireWriter(8192).u8(FORMAT).text16(name.text()).hash(random);
        out.u8(trust == Trust.DISTRIBUTED ? 1 : 2).u8(subscribers == Subscribers.EVERYONE ? 1 : 2);
        out.u8(bundles.size());
        bundles.forEach(out::slice16);
        rules.write(out);
        return out;
    }
}
