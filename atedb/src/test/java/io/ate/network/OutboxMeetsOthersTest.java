package io.ate.network;

import io.ate.Chain;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.MergedBy;
import io.ate.Outbox;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.fail;

/** What lies in the outbox while others change or delete the same objects: it is merged with that, or kept refused. */
class OutboxMeetsOthersTest {
    @TempDir
    private Path place;

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private final BlockingQueue<CommitRejectedException> told = new LinkedBlockingQueue<>();
    private SometimesAway away;

    record Card(String name, String phone) {
        Card named(String other) {
            return new Card(other, phone);
        }

        Card at(String other) {
            return new Card(name, other);
        }
    }

    @MergedBy(AddedUp.class)
    record Counter(long count) {
        Counter plus(long more) {
            return new Counter(count + more);
        }
    }

    static final class AddedUp implements MergeRule<Counter> {
        @Override
        public Counter merge(Merge<Counter> versions) {
            return versions.theirs().plus(versions.mine().count() - versions.base().count());
        }
    }

    @BeforeEach
    void aPlace() throws IOException {
        away = new SometimesAway(place, alice);
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private void here(Consumer<Chain> work) {
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            work.accept(chain);
        }
    }

    private void elsewhere(Consumer<Chain> work) {
        try (AteServer _ = away.start();
                AteClient client = away.elsewhere();
                Chain chain = client.openExisting(SometimesAway.NAME, asAlice)) {
            work.accept(chain);
        }
    }

    /** In a program that hears of all that is refused, from the first on. */
    private void hereOnceTheServerIsBack(Consumer<Chain> work) {
        try (AteServer _ = away.start(); AteClient client = away.worker()) {
            client.offline();
            try (Chain chain = SometimesAway.open(client, asAlice)) {
                chain.onRefused(told::add);
                client.online();
                chain.sync();
                work.accept(chain);
            }
        }
    }

    private CommitRejectedException told() {
        try {
            CommitRejectedException refusal = told.poll(60, TimeUnit.SECONDS);
            return refusal == null ? fail("nobody was told of a refusal") : refusal;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outbox.Kept onlyRefused(Chain chain) {
        assertThat(chain.outbox().commits()).extracting(Outbox.Kept::state).containsExactly(Outbox.State.REFUSED);
        return chain.outbox().commits().getFirst();
    }

    /** It is refused for that reason, and what it was to write can be read. */
    private static void assertKept(Chain chain, DaoRef<?> object, String name) {
        Outbox.Kept kept = onlyRefused(chain);
        assertThat(kept.refusal()).get().isInstanceOf(ConflictException.class);
        assertThat(kept.keys()).containsExactly(chain.session().keys().getFirst().id());
        assertThat(kept.writes()).singleElement().satisfies(write -> {
            assertThat(write.object()).isEqualTo(object.key());
            assertThat(write.deleted()).isFalse();
            assertThat(write.value()).get()
                    .satisfies(
                            value -> assertThat(value.path("name").stringValue()).isEqualTo(name));
        });
    }

    @ParameterizedTest
    @EnumSource
    void fieldsThatOthersDidNotChangeAreMergedByTheNextProgram(Trust trust) {
        DaoRef<Card> card = away.begun(trust, chain -> chain.store(new Card("Ada", "1815")));
        here(chain -> {
            chain.run(dio -> dio.load(card).update(each -> each.at("1852")));
            chain.run(dio -> dio.load(card).update(each -> each.at("1816")));
        });
        elsewhere(chain -> chain.run(dio -> dio.load(card).update(each -> each.named("Augusta"))));
        hereOnceTheServerIsBack(chain -> {
            assertThat(chain.get(card)).isEqualTo(new Card("Augusta", "1816"));
            assertThat(chain.outbox().commits()).isEmpty();
        });
        elsewhere(chain -> assertThat(chain.get(card)).isEqualTo(new Card("Augusta", "1816")));
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aRuleOfTheTypeMergesInTheNextProgramToo(Trust trust) {
        DaoRef<Counter> counter = away.begun(trust, chain -> chain.store(new Counter(0)));
        for (int program = 0; program < 2; program++) {
            here(chain -> {
                for (int i = 0; i < 3; i++) {
                    chain.run(dio -> dio.load(counter).update(each -> each.plus(1)));
                }
            });
        }
        elsewhere(chain -> {
            chain.run(dio -> dio.load(counter).update(each -> each.plus(100)));
            chain.run(dio -> dio.load(counter).update(each -> each.plus(100)));
        });
        hereOnceTheServerIsBack(chain -> {
            assertThat(chain.get(counter)).isEqualTo(new Counter(206));
            assertThat(chain.outbox().commits()).isEmpty();
        });
        elsewhere(chain -> assertThat(chain.get(counter)).isEqualTo(new Counter(206)));
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatClashesIsToldAndKeptUntilItIsDiscarded(Trust trust) {
        DaoRef<Card> card = away.begun(trust, chain -> chain.store(new Card("Ada", "1815")));
        here(chain -> {
            chain.run(dio -> dio.load(card).update(each -> each.named("of mine")));
            chain.run(dio -> dio.load(card).update(each -> each.at("1852")));
        });
        elsewhere(chain -> chain.run(dio -> dio.load(card).update(each -> each.named("of theirs"))));
        hereOnceTheServerIsBack(chain -> {
            assertThat(told()).isInstanceOf(ConflictException.class);
            assertThat(chain.get(card)).as("what clashes does not take along what does not")
                    .isEqualTo(new Card("of theirs", "1852"));
            assertKept(chain, card, "of mine");
        });
        here(chain -> {
            assertThat(chain.get(card)).isEqualTo(new Card("of theirs", "1852"));
            assertKept(chain, card, "of mine");
        });
        hereOnceTheServerIsBack(chain -> assertKept(chain, card, "of mine"));
        here(chain -> {
            CommitId id = onlyRefused(chain).id();
            assertThat(chain.outbox().discard(id)).isTrue();
            assertThat(chain.outbox().commits()).isEmpty();
            assertThat(chain.outbox().discard(id)).isFalse();
        });
        hereOnceTheServerIsBack(chain -> {
            assertThat(chain.outbox().commits()).isEmpty();
            assertThat(chain.get(card)).isEqualTo(new Card("of theirs", "1852"));
        });
        assertThat(told).as("it is told once").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aProgramThatComesBackOnLineMeetsOthersAsTheNextOneDoes(Trust trust) {
        DaoRef<Card> merged = away.begun(trust, chain -> chain.store(new Card("Ada", "1815")));
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, asAlice);
                AteClient others = away.elsewhere();
                Chain theirs = others.openExisting(SometimesAway.NAME, asAlice)) {
            DaoRef<Card> clashing = chain.store(new Card("Charles", "1791"));
            chain.sync();
            chain.onRefused(told::add);
            client.offline();
            chain.run(dio -> dio.load(clashing).update(each -> each.named("of mine")));
            chain.run(dio -> dio.load(merged).update(each -> each.at("1852")));
            theirs.sync();
            theirs.run(dio -> dio.load(merged).update(each -> each.named("Augusta")));
            theirs.run(dio -> dio.load(clashing).update(each -> each.named("of theirs")));
            client.online();
            chain.sync();
            assertThat(told()).isInstanceOfSatisfying(ConflictException.class,
                    e -> assertThat(e.fields()).containsExactly("name"));
            assertThat(chain.get(merged)).isEqualTo(new Card("Augusta", "1852"));
            assertThat(chain.get(clashing)).isEqualTo(new Card("of theirs", "1791"));
            assertKept(chain, clashing, "of mine");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasDeletedMeanwhileIsRefusedAndCanStillBeRead(Trust trust) {
        DaoRef<Card> card = away.begun(trust, chain -> chain.store(new Card("Ada", "1815")));
        here(chain -> chain.run(dio -> dio.load(card).update(each -> each.named("of mine"))));
        elsewhere(chain -> chain.delete(card));
        hereOnceTheServerIsBack(chain -> {
            assertThat(told()).isInstanceOf(ConflictException.class);
            assertThat(chain.find(card)).isEmpty();
            assertKept(chain, card, "of mine");
        });
        here(chain -> {
            assertThat(chain.find(card)).isEmpty();
            assertKept(chain, card, "of mine");
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOnItsWayIsNotDiscardedAndWhatIsNotThereIsNotFound(Trust trust) {
        DaoRef<Card> card = away.begun(trust, chain -> chain.store(new Card("Ada", "1815")));
        for (int program = 0; program < 2; program++) {
            here(chain -> {
                chain.run(dio -> dio.load(card).update(each -> each.at("by this one")));
                assertThat(chain.outbox().commits()).isNotEmpty().allSatisfy(kept -> {
                    assertThat(kept.state()).isEqualTo(Outbox.State.SENDING);
                    assertThatIllegalStateException().isThrownBy(() -> chain.outbox().discard(kept.id()))
                            .withMessageContaining("on its way");
                });
                CommitId known = chain.outbox().commits().getFirst().id();
                assertThat(chain.outbox()
                        .discard(new CommitId(known.key(), known.writerHigh(), known.writerLow(), 4711))).isFalse();
            });
        }
        List<CommitId> there = new ArrayList<>();
        here(chain -> chain.outbox().commits().forEach(each -> there.add(each.id())));
        hereOnceTheServerIsBack(chain -> {
            assertThat(there).hasSize(2).allSatisfy(each -> assertThat(chain.outbox().discard(each)).isFalse());
            assertThat(chain.get(card)).isEqualTo(new Card("Ada", "by this one"));
        });
    }
}
