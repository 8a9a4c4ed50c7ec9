package io.ate.internal.service;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Service;
import io.ate.ServiceDescription;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.service.CraftedCalls.Craft;
import io.ate.internal.service.CraftedCalls.Outcome;
import io.ate.internal.testing.LogLines;
import io.ate.internal.wire.Slice;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that a modified client or a lying server brings to who serves: none of them reaches the handler. */
class CraftedRequestsTest {
    record Ping(String text) {}

    record Pong(String text) {}

    private static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);
    private static final Service<Ping, Pong> OTHER = Service.of("other", Ping.class, Pong.class);

    private final CraftedCalls crafted = new CraftedCalls();
    private final Chain chain = crafted.chain;
    private final AtomicInteger executed = new AtomicInteger();
    private final AtomicInteger executedByOther = new AtomicInteger();
    private Registration serving = () -> {
    };
    private Registration servingOther = () -> {
    };

    @BeforeEach
    void serve() {
        serving = chain.serve(PING, _ -> new Pong("pong " + executed.incrementAndGet()));
        servingOther = chain.serve(OTHER, _ -> new Pong("other " + executedByOther.incrementAndGet()));
        assertThat(chain.invoke(PING, new Ping("an honest one"))).isEqualTo(new Pong("pong 1"));
        executed.set(0);
    }

    @AfterEach
    void close() {
        serving.close();
        servingOther.close();
        crafted.close();
    }

    private PrimaryKey ping() {
        return PING.in(chain).key();
    }

    private Craft<Ping> request() {
        return crafted.request(ping(), PING.request(), new Ping("hi"));
    }

    @Test
    void aRequestThatIsBroughtAgainIsNotExecutedAgainAndItsReplyIsTheSame() {
        SignedEphemeral request = request().signed();

        Outcome first = crafted.send(request);
        Outcome again = crafted.send(request);

        assertThat(executed.get()).isOne();
        assertThat(first.part()).isEqualTo(EphemeralTerms.Part.ANSWER);
        assertThat(again.bytes()).isEqualTo(first.bytes());
    }

    @Test
    void aRequestToOneServiceIsNoneToAnother() {
        SignedEphemeral meant = request().signed();
        SignedEphemeral elsewhere = crafted.request(OTHER.in(chain).key(), PING.request(), new Ping("hi")).signed();
        SignedEphemeral redirected = CraftedCalls.withSignatureOf(elsewhere, meant);

        assertThat(crafted.send(redirected).reason()).isEqualTo(Reason.NOBODY_SERVES);
        assertThat(executed.get() + executedByOther.get()).isZero();
    }

    @Test
    void aRequestOfAnotherChainIsNoneHere() {
        SignedEphemeral foreign = request().forChain(CraftedCalls.anotherChain()).signed();

        assertThat(crafted.send(foreign).reason()).isEqualTo(Reason.NOBODY_SERVES);
        assertThat(executed.get()).isZero();
    }

    @Test
    void whoForgesRequestsDoesNotFillTheLog() throws InterruptedException {
        Service<Ping, Pong> besieged = Service.of("besieged", Ping.class, Pong.class);
        try (LogLines lines = LogLines.of(Serving.class);
                Registration _ = chain.serve(besieged, _ -> new Pong("pong"));
                HeldKeys thief = CraftedCalls.newKeys()) {
            for (int i = 0; i < 50; i++) {
                SignedEphemeral forged = crafted.request(besieged.in(chain).key(), besieged.request(), new Ping("hi"))
                        .signedBy(thief);
                assertThat(crafted.send(forged).reason()).isEqualTo(Reason.NOBODY_SERVES);
            }
            assertThat(lines.await("service besieged").getFormattedMessage()).contains("signature does not hold");
            assertThat(lines.rest().stream().filter(each -> each.getFormattedMessage().contains("besieged")).count())
                    .as("more in a few seconds")
                    .isLessThan(10);
        }
    }

    @Test
    void aRequestInSomebodyElsesNameIsNone() {
        try (HeldKeys thief = CraftedCalls.newKeys()) {
            SignedEphemeral forged = request().signedBy(thief);

            assertThat(crafted.send(forged).reason()).isEqualTo(Reason.NOBODY_SERVES);
            assertThat(executed.get()).isZero();
        }
    }

    @Test
    void aRequestWhoseDeadlineOrValueWasChangedIsNone() {
        SignedEphemeral genuine = request().signed();
        SignedEphemeral later = request().deadline(crafted.now() + 60_000).signed();
        SignedEphemeral prolonged = CraftedCalls.withSignatureOf(later, genuine);
        byte[] bytes = genuine.encode().toArray();
        bytes[9 + 4 + genuine.event().encodedLength() - 1] ^= 1; // the last byte of the payload

        assertThat(crafted.send(prolonged).reason()).isEqualTo(Reason.NOBODY_SERVES);
        assertThat(crafted.send(Slice.of(bytes)).reason()).isEqualTo(Reason.NOBODY_SERVES);
        assertThat(executed.get()).isZero();
    }

    @Test
    void whatIsTooOldOrMeantForTooLongIsRefused() {
        SignedEphemeral old = request().deadline(crafted.now() - KnownRequests.APART - 1_000).signed();
        SignedEphemeral eternal = request().deadline(crafted.now() + 2 * KnownRequests.FARTHEST).signed();

        assertThat(crafted.send(old).part()).isEqualTo(EphemeralTerms.Part.REFUSAL);
        assertThat(crafted.send(eternal).part()).isEqualTo(EphemeralTerms.Part.REFUSAL);
        assertThat(executed.get()).isZero();
    }

    @Test
    void whoDoesNotReadTheServiceCannotCallItInClear() {
        SignedEphemeral clear = request().inClear().signed();

        assertThat(crafted.send(clear).part()).isEqualTo(EphemeralTerms.Part.REFUSAL);
        assertThat(executed.get()).isZero();
    }

    @Test
    void whoReadsTheServiceNoLongerCannotCallItWithTheKeyThatHeHas() {
        DaoRef<ServiceDescription> object = PING.in(chain);
        SignedEphemeral before = request().signed();
        chain.run(dio -> dio.load(object).rules(Rules.inherit().readableBy(crafted.keys.publicKeys())));

        assertThat(crafted.send(before).part()).isEqualTo(EphemeralTerms.Part.REFUSAL);
        assertThat(executed.get()).isZero();
        assertThat(chain.invoke(PING, new Ping("hi"))).isEqualTo(new Pong("pong 1"));
    }

    @Test
    void aReplyIsNoRequest() {
        SignedEphemeral reply = request().asReply().signed();

        assertThat(crafted.send(reply).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(executed.get()).isZero();
    }
}
