package io.ate.internal.simulation;

import io.ate.ChainId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.Condition;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.EphemeralTerms.Part;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.Seal;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.IncomingCall;
import io.ate.internal.replica.PlacedCall;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that ask others over a chain, and some that reply, while everything fails. Each call has to end, with a reply
 * to that very request or a refusal that is true. What is said is signed and not looked at: only its way is. Confined
 * to the simulation's thread.
 */
final class Calls {
    private static final long PATIENCE = 20_000;
    /** Deadlines go by the real clock; of this one so much is left at any time that the server is told the same. */
    private static final Duration FOR_EVER = Duration.ofDays(1_000);

    private final Schedule schedule;
    private final HeldKeys keys;
    private final List<Asked> asked = new ArrayList<>();
    private final Set<SimulatedChain> serving = new HashSet<>();
    private final Set<Hash> executed = new HashSet<>();

    Calls(Schedule schedule, HeldKeys keys) {
        this.schedule = schedule;
        this.keys = keys;
    }

    /** Tells whether a client that is alive waits for something. */
    boolean areOpen() {
        return asked.stream().anyMatch(each -> !each.ended && !each.by.isDead());
    }

    /** How many were replied to. */
    long answered() {
        return asked.stream().filter(each -> each.answered).count();
    }

    /** Has a client that has the chain open begin to serve there, or ask who does. */
    void begin(SimulatedClient client, SimulatedChain on) {
        PrimaryKey service = Workload.board(on.chain()).key();
        if (!isThere(on, service)) {
            return;
        }
        if (schedule.oneIn(3) && serving.add(on)) {
            var _ = on.replica().services().listen(service, keys, 2, call -> take(client, on, service, call));
        } else {
            new Asked(client, on, service).begin();
        }
    }

    private static boolean isThere(SimulatedChain on, PrimaryKey service) {
        try (Standpoint now = on.replica().standpoint()) {
            ObjectEntry entry = now.live(service);
            return entry != null && entry.version() > 0;
        }
    }

    private void take(SimulatedClient client, SimulatedChain on, PrimaryKey service, IncomingCall call) {
        Hash request = hash(read(call.said()), on);
        executed.add(request);
        SignedEphemeral reply = said(on, service, new EphemeralTerms.Reply(0, Part.ANSWER), request);
        schedule.after(schedule.between(0, 3_000), () -> {
            if (!client.isDead()) {
                call.caller().reply(0, reply.encode(), true);
            }
        });
    }

    private static SignedEphemeral read(Slice said) {
        try {
            return SignedEphemeral.decode(said);
        } catch (MalformedException e) {
            throw new AssertionError("what was said came as something else", e);
        }
    }

    private static Hash hash(SignedEphemeral said, SimulatedChain on) {
        return said.hash(chain(on));
    }

    private static ChainId chain(SimulatedChain on) {
        return on.genesis().chainId();
    }

    private SignedEphemeral said(SimulatedChain on, PrimaryKey service, EphemeralTerms terms, @Nullable Hash replyTo) {
        Slice payload = Slice.of(new byte[] {'"', 'x', '"'});
        PrimaryKey id = new PrimaryKey(schedule.random().nextLong() >>> 2, schedule.random().nextLong());
        Facts facts = new Facts(Kind.EPHEMERAL, id, null, "String",
                new Place.Under(service, replyTo == null ? SignedEphemeral.REQUESTS : SignedEphemeral.REPLIES), null,
                new Condition.None(), keys.id(), schedule.now(), replyTo,
                new PayloadForm(PayloadForm.Format.JSON, 0, null), null);
        Event event = Event.of(facts, facts.encode(), new Seal(payload.length(), Sha256.plain(payload), null),
                Slice.empty(), payload);
        return SignedEphemeral.sign(chain(on), terms, event, keys, true);
    }

    /** One call, and what came of it. */
    private final class Asked implements PlacedCall.Caller {
        private final SimulatedClient by;
        private final SimulatedChain on;
        private final SignedEphemeral request;
        private @Nullable PlacedCall call;
        private boolean ended;
        private boolean answered;

        private Asked(SimulatedClient by, SimulatedChain on, PrimaryKey service) {
            this.by = by;
            this.on = on;
            this.request = said(on, service, new EphemeralTerms.Request(schedule.now() + PATIENCE), null);
        }

        private void begin() {
            asked.add(this);
            PlacedCall placed = on.replica()
                    .services()
                    .call(keys, request.encode(), 0, 1 << 20, Deadline.in(FOR_EVER), this);
            call = placed;
            schedule.after(PATIENCE, () -> {
                if (!ended && !by.isDead()) {
                    ended = true;
                    placed.close();
                }
            });
        }

        @Override
        public void replied(long after, Slice said) {
            assertThat(ended).as("a reply after the end").isFalse();
            assertThat(read(said).replyTo()).isEqualTo(hash(request, on));
            assertThat(executed).contains(hash(request, on));
            answered = true;
            ended = true;
            PlacedCall placed = call;
            if (placed != null) {
                placed.answered();
            }
        }

        @Override
        public void refused(Reason reason, String text) {
            assertThat(ended).as("a refusal after the end: %s", text).isFalse();
            ended = true;
            PlacedCall placed = call;
            if (reason == Reason.NOBODY_SERVES && placed != null && !placed.wasSentAgain()) {
                assertThat(executed).as("what was not executed").doesNotContain(hash(request, on));
            }
        }

        @Override
        public void ended(RuntimeException cause) {
            ended = true;
        }
    }
}
