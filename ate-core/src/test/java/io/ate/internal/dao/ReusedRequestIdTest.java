package io.ate.internal.dao;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Change;
import io.ate.Changes;
import io.ate.Dao;
import io.ate.DurableCall;
import io.ate.Genesis;
import io.ate.Position;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Service;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Condition;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriteRule;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.LocalReplica;
import io.ate.internal.replica.LocalReplicas;
import io.ate.internal.replica.ReplicaThreads;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.testing.Keys;
import io.ate.internal.trust.Rights;
import io.ate.internal.wire.Slice;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Bob, who may only call, begins a request under the id of one of Alice's, which the library never does. */
class ReusedRequestIdTest {
    private static final Service<Payment, Receipt> PAY = Service.of("pay", Payment.class, Receipt.class);

    private final Entropy entropy = Entropy.system();
    private final HeldKeys owner = Keys.of("owner");
    private final HeldKeys alice = Keys.of("alice");
    private final HeldKeys bob = Keys.of("bob");

    record Payment(int cents) {}

    record Receipt(int cents) {}

    @ParameterizedTest
    @EnumSource
    void nobodyReplacesTheReplyToSomebodyElse(Trust trust) throws InterruptedException, ExecutionException {
        SignedGenesis genesis = new GenesisMaker(entropy).make(new ChainName("test"),
                Genesis.of(Rules.inherit()).trust(trust), Session.of(owner));
        LocalReplica replica = LocalReplicas
                .temporary(ReplicaThreads.environment(entropy, System::currentTimeMillis), genesis);
        List<Integer> executed = new CopyOnWriteArrayList<>();
        try (Chain chain = Chains.over(replica, Session.of(owner), AteConfig.defaults(), () -> {});
                Chain alices = chain.as(Session.of(alice));
                Chain bobs = chain.as(Session.of(bob))) {
            chain.store(PAY.in(chain), PAY.description(),
                    Rules.inherit().readableBy(owner.publicKeys(), alice.publicKeys(), bob.publicKeys()));
            try (Registration _ = chain.serve(PAY, payment -> {
                executed.add(payment.cents());
                return new Receipt(payment.cents());
            })) {
                DurableCall<Receipt> call = alices.submit(PAY, new Payment(300));
                assertThat(call.await()).isEqualTo(new Receipt(300));

                try (Changes changes = chain.changes(Position.NOW)) {
                    begins(genesis, replica, call.id(), mailbox(chain));
                    awaitEnd(changes, call.id());
                }
                assertThat(call.await()).isEqualTo(new Receipt(300));
                assertThat(executed).as("the other request is none").containsExactly(300);
                call.forget();

                begins(genesis, replica, call.id(), mailbox(chain));
                assertThat(bobs.submitted(PAY, call.id()).await()).as("it is free once its reply was forgotten")
                        .isEqualTo(new Receipt(1));
            }
        }
    }

    private static void awaitEnd(Changes changes, PrimaryKey id) throws InterruptedException {
        boolean ended = false;
        while (!ended) {
            Change<JsonNode> change = changes.take();
            ended = change.ref().key().equals(id) && change instanceof Change.Deleted<JsonNode>;
        }
    }

    private static PrimaryKey mailbox(Chain chain) {
        return chain.commit(dio -> dio.all()
                .filter(each -> each.typeName().equals("ate.mailbox"))
                .map(Dao::key)
                .findFirst()
                .orElseThrow());
    }

    /** Bob stores a payment of one cent, writable by him and by who serves. */
    private void begins(SignedGenesis genesis, LocalReplica replica, PrimaryKey id, PrimaryKey mailbox)
            throws InterruptedException, ExecutionException {
        try (SessionKeys keys = new SessionKeys(replica, Session.of(bob)); Standpoint now = replica.standpoint()) {
            DataKey newest = keys.newest(Rights.reading(now, Objects.requireNonNull(now.live(mailbox))));
            ObjectRules rules = new ObjectRules(new ReadRule.Inherit(),
                    new WriteRule.AnyOf(List.of(owner.id(), bob.id())), new ControlRule.Inherit());
            PayloadForm form = new PayloadForm(PayloadForm.Format.JSON, 0, newest.id());
            Facts facts = new Facts(Kind.PUT, id, null, Type.of(Payment.class).name(),
                    new Place.Under(mailbox, "requests"), rules, new Condition.Absent(), bob.id(), 1_700_000_000_000L,
                    null, form, null);
            Plaintext value = new Plaintext(form.format(), Slice.of("{\"cents\":1}".getBytes(UTF_8)));
            replica.submit(new Draft(replica.sequence(), List.of(bob),
                    List.of(new Payloads(genesis.chainId(), entropy, 1 << 20).seal(facts, Slice.empty(), value,
                            newest)),
                    List.of(), true), Deadline.in(Duration.ofSeconds(30))).answer().get();
        }
    }
}
