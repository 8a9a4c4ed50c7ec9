package io.ate.internal.dao;

import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.GenesisRecord;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriteRule;
import io.ate.internal.trust.GenesisCheck;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How chains begin. */
class GenesisMakerTest {
    private static final ChainName NAME = new ChainName("example.com/alice/notes");

    private final GenesisMaker maker = new GenesisMaker(Entropy.system());
    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    @Test
    void unlessToldOtherwiseTheCreatorsKeysAndNoOthersMayReadWriteAndControl() throws MalformedException {
        SignedGenesis made = maker.make(NAME, Genesis.of(Rules.inherit()), Session.of(alice));
        GenesisRecord record = SignedGenesis.decode(made.encode()).record();

        assertThat(record.rules().read()).isEqualTo(new ReadRule.Keys(List.of(alice.id())));
        assertThat(record.rules().write()).isEqualTo(new WriteRule.AnyOf(List.of(alice.id())));
        assertThat(record.rules().control()).isEqualTo(new ControlRule.AnyOf(List.of(alice.id())));
        assertThat(record.subscribers()).isEqualTo(Subscribers.NAMED);
        assertThat(record.trust()).isEqualTo(Trust.CENTRALIZED);
        assertThat(GenesisCheck.fault(made, new Verifiers())).isNull();
    }

    @Test
    void whoeverIsNamedComesAfterTheCreator() {
        Rules rules = Rules.inherit().readableBy(bob.publicKeys()).controlledBy(bob.publicKeys(), alice.publicKeys());
        SignedGenesis made = maker.make(NAME, Genesis.of(rules).distributed(), Session.of(alice));

        assertThat(made.record().rules().read()).isEqualTo(new ReadRule.Keys(List.of(alice.id(), bob.id())));
        assertThat(made.record().rules().control()).isEqualTo(new ControlRule.AnyOf(List.of(alice.id(), bob.id())));
        assertThat(made.record().rules().write()).isEqualTo(new WriteRule.AnyOf(List.of(alice.id())));
        assertThat(made.record().bundles()).hasSize(2);
        assertThat(made.record().trust()).isEqualTo(Trust.DISTRIBUTED);
        assertThat(GenesisCheck.fault(made, new Verifiers())).isNull();
    }

    @Test
    void everyoneHasToBeSaidAndThenMaySubscribe() {
        SignedGenesis made = maker.make(NAME, Genesis.of(Rules.inherit().readableByEveryone()), Session.of(alice));

        assertThat(made.record().rules().read()).isEqualTo(new ReadRule.Everyone());
        assertThat(made.record().subscribers()).isEqualTo(Subscribers.EVERYONE);
        assertThat(GenesisCheck.fault(made, new Verifiers())).isNull();
        SignedGenesis restricted = maker.make(NAME,
                Genesis.of(Rules.inherit().readableByEveryone()).subscribers(Subscribers.NAMED), Session.of(alice));
        assertThat(restricted.record().subscribers()).isEqualTo(Subscribers.NAMED);
    }

    @Test
    void twoChainsOfOneNameAndCreatorAreDifferentChains() {
        SignedGenesis one = maker.make(NAME, Genesis.of(Rules.inherit()), Session.of(alice));
        SignedGenesis other = maker.make(NAME, Genesis.of(Rules.inherit()), Session.of(alice));

        assertThat(one.chainId()).isNotEqualTo(other.chainId());
        assertThat(one.record().ring().length()).isGreaterThan(KeyRing.PUBLIC_WRAP);
    }

    @Test
    void aSessionWithoutKeysCreatesNothing() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> maker.make(NAME, Genesis.of(Rules.inherit()), Session.none()))
                .withMessageContaining("without keys")
                .withMessageContaining(NAME.text());
    }

    @Test
    void aGenesisCarriesSixtyFourKeysAndNoMore() {
        List<PublicKeys> many = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            try (KeyBundle reader = KeyBundle.generate()) {
                many.add(reader.publicKeys());
            }
        }
        Rules rules = Rules.inherit().readableBy(many.toArray(PublicKeys[]::new));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> maker.make(NAME, Genesis.of(rules), Session.of(alice)))
                .withMessageContaining("64");
    }
}
