package io.ate.internal.chain;

import io.ate.ChainId;
import io.ate.Proof;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedHead;
import io.ate.internal.replica.ProvenEvent;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * How a proof is written: one line of JSON without spaces, its fields in one order, bytes as lower-case hexadecimal
 * digits, so that there is one text for it and every other one is refused. Stateless.
 */
final class ProofForm {
    private static final String FORMAT = "ate/proof/1";

    private ProofForm() {}

    static Proof of(ChainId chain, ProvenEvent proven) {
        Event event = proven.event();
        SignedHead head = proven.head();
        String path = proven.path()
                .path()
                .stream()
                .map(each -> "\"" + hex(each) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        String json = "{\"format\":\"" + FORMAT + "\",\"chain\":\"" + chain + "\",\"object\":\"" + event.facts().key()
                + "\",\"version\":" + proven.sequence() + ",\"facts\":\"" + hex(event.factsBytes()) + "\",\"seal\":\""
                + hex(event.seal().encode()) + "\",\"hash\":\"" + hex(event.hash(chain)) + "\",\"path\":" + path
                + ",\"head\":{\"epoch\":" + head.epoch() + ",\"size\":" + head.root().size() + ",\"root\":\""
                + hex(head.root().root()) + "\",\"time\":" + head.time() + ",\"signature\":\"" + hex(head.signature())
                + "\"},\"server\":\"" + HexFormat.of().formatHex(proven.server().encoded()) + "\"}";
        return new Proof(chain, event.facts().key(), proven.sequence(), head.root().size(),
                Instant.ofEpochMilli(head.time()), proven.server(), json);
    }

    private static String hex(Hash hash) {
        return HexFormat.of().formatHex(hash.bytes());
    }

    private static String hex(Slice bytes) {
        return HexFormat.of().formatHex(bytes.toArray());
    }
}
