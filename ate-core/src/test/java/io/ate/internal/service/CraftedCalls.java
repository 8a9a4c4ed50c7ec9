package io.ate.internal.service;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Type;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.dao.EphemeralValues;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.Seal;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.LocalReplica;
import io.ate.internal.replica.LocalReplicas;
import io.ate.internal.replica.PlacedCall;
import io.ate.internal.replica.ReplicaThreads;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A chain in memory on which a test says whatever it likes, as a modified client would. */
final class CraftedCalls implements AutoCloseable {
    final HeldKeys keys = newKeys();
    final Chain chain;
    final OpenChain open;
    final EphemeralValues values;
    private final LocalReplica replica;

    CraftedCalls() {
        Session session = Session.of(keys);
        SignedGenesis genesis = new GenesisMaker(Entropy.system()).make(new ChainName("test"),
                Genesis.of(Rules.inherit()), session);
        replica = LocalReplicas.temporary(
                ReplicaThreads.environment(Entropy.system(), AteConfig.defaults().clock()::millis), genesis);
        chain = Chains.over(replica, session, AteConfig.defaults(), () -> {
        });
        open = new OpenChain(replica, AteConfig.defaults(), Optional::empty, Optional.empty(), () -> {
        });
        values = new EphemeralValues(open, open.begin(session));
    }

    static HeldKeys newKeys() {
        return HeldKeys.generate(Entropy.system());
    }

    static ChainId anotherChain() {
        return ChainId.of(new byte[Hash.BYTES]);
    }

    long now() {
        return AteConfig.defaults().clock().millis();
    }

    /** What came of a call: a part of a reply, or the exchange's refusal. */
    record Outcome(@Nullable SignedEphemeral reply, @Nullable Reason refusal) {
        EphemeralTerms.Part part() {
            SignedEphemeral said = Objects.requireNonNull(reply, () -> "refused: " + refusal);
            return ((EphemeralTerms.Reply) said.terms()).part();
        }

        Slice bytes() {
            return Objects.requireNonNull(reply, () -> "refused: " + refusal).encode();
        }

        Reason reason() {
            return Objects.requireNonNull(refusal, "it was replied to");
        }
    }

    Outcome send(SignedEphemeral said) {
        return send(said.encode());
    }

    /** Sends these bytes and waits for the first thing that comes of it. */
    Outcome send(Slice said) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        PlacedCall placed = replica.services()
                .call(keys, said, replica.sequence(), 1 << 20, Deadline.in(Duration.ofSeconds(30)),
                        new PlacedCall.Caller() {
                            @Override
                            public void replied(long after, Slice part) {
                                outcome.complete(new Outcome(read(part), null));
                            }

                            @Override
                            public void refused(Reason reason, String text) {
                                outcome.complete(new Outcome(null, reason));
                            }

                            @Override
                            public void ended(RuntimeException cause) {
                                outcome.completeExceptionally(cause);
                            }
                        });
        try {
            return outcome.join();
        } finally {
            placed.answered();
        }
    }

    private static SignedEphemeral read(Slice part) {
        try {
            return SignedEphemeral.decode(part);
        } catch (MalformedException e) {
            throw new IllegalStateException("who serves replies in good form", e);
        }
    }

    /** {@code other}, with the signature that stands on {@code signed}. */
    static SignedEphemeral withSignatureOf(SignedEphemeral other, SignedEphemeral signed) {
        byte[] bytes = other.encode().toArray();
        byte[] from = signed.encode().toArray();
        int length = 3_373;
        System.arraycopy(from, from.length - length, bytes, bytes.length - length, length);
        return read(Slice.of(bytes));
    }

    <T> Craft<T> request(PrimaryKey service, Type<T> type, T value) {
        return new Craft<>(service, type, value);
    }

    /** Something to be said, right in everything that a test does not change. */
    final class Craft<T> {
        private final PrimaryKey service;
        private final Type<T> type;
        private final T value;
        private EphemeralTerms terms = new EphemeralTerms.Request(now() + 20_000);
        private ChainId signedFor = open.id();
        private PrimaryKey id = values.newId();
        private @Nullable Hash replyTo;
        private boolean clear;

        private Craft(PrimaryKey service, Type<T> type, T value) {
            this.service = service;
            this.type = type;
            this.value = value;
        }

        Craft<T> deadline(long deadline) {
            terms = new EphemeralTerms.Request(deadline);
            return this;
        }

        Craft<T> forChain(ChainId other) {
            signedFor = other;
            return this;
        }

        Craft<T> inClear() {
            clear = true;
            return this;
        }

        Craft<T> asReply() {
            return replyTo(Hash.of(new byte[Hash.BYTES]), 0, EphemeralTerms.Part.ANSWER, id);
        }

        Craft<T> replyTo(Hash request, int index, EphemeralTerms.Part part, PrimaryKey run) {
            terms = new EphemeralTerms.Reply(index, part);
            replyTo = request;
            id = run;
            return this;
        }

        SignedEphemeral signed() {
            return signedBy(keys);
        }

        /** In the name of the chain's keys, whoever signs. */
        SignedEphemeral signedBy(HeldKeys signer) {
            return signed(signer, keys.id());
        }

        /** In the signer's own name. */
        SignedEphemeral saidBy(HeldKeys signer) {
            return signed(signer, signer.id());
        }

        private SignedEphemeral signed(HeldKeys signer, KeyId author) {
            try (Standpoint now = replica.standpoint()) {
                ObjectEntry object = Objects.requireNonNull(now.live(service));
                String collection = replyTo == null ? SignedEphemeral.REQUESTS : SignedEphemeral.REPLIES;
                Event event = values.seal(now, object, new EphemeralValues.Header(id,
                        new Place.Under(service, collection), author, replyTo), type, value,
                        Deadline.in(Duration.ofSeconds(5)));
                return SignedEphemeral.sign(signedFor, terms, clear ? cleared(event) : event, signer,
                        author.equals(keys.id()));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The same with some value in clear. */
    private static Event cleared(Event event) {
        Facts old = event.facts();
        Slice payload = new WireWriter().raw("{}".getBytes(StandardCharsets.US_ASCII)).toSlice();
        Facts facts = new Facts(old.kind(), old.key(), old.tag(), old.type(), old.place(), old.rules(), old.condition(),
                old.author(), old.time(), old.replyTo(), new PayloadForm(PayloadForm.Format.JSON, 0, null), old.ring());
        return Event.of(facts, facts.encode(), new Seal(payload.length(), Sha256.plain(payload), null), Slice.empty(),
                payload);
    }

    @Override
    public void close() {
        chain.close();
        keys.close();
    }
}
