package io.ate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** How chains are opened, used within deadlines, and closed. */
class ChainHandleTest {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    record Note(String text) {}

    @Test
    void aDeadlineMayBeAsFarAwayAsOneLikes() throws InterruptedException {
        AteConfig patient = AteConfig.builder().deadline(FOREVER).build();
        try (Chain chain = Chain.temporary(patient); Changes changes = chain.changes(Position.START)) {
            chain.within(FOREVER).store(new Note("one"));
            chain.store(new Note("two"));

            assertThat(changes.poll(FOREVER)).isPresent();
            assertThat(changes.poll(Duration.ofSeconds(Long.MIN_VALUE))).isPresent();
            assertThat(changes.poll(Duration.ofSeconds(Long.MIN_VALUE))).isEmpty();
        }
    }

    @Test
    void aDeadlineThatIsNotAheadIsRefusedAtTheDoor() {
        try (Chain chain = Chain.temporary()) {
            for (Duration past : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
                assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> chain.within(past));
                assertThatExceptionOfType(IllegalArgumentException.class)
                        .isThrownBy(() -> AteConfig.builder().deadline(past));
            }
        }
    }

    @Test
    void aClosedChainSaysWhichOneItWasAndNothingElse() {
        Chain chain = Chain.temporary();
        Chain patient = chain.within(Duration.ofMinutes(1));
        ChainId id = chain.id();
        CommitId commit = new CommitId(chain.session().keys().getFirst().id(), 1, 2, 3);
        chain.close();

        assertThat(patient.id()).isEqualTo(id);
        assertThat(patient.name()).isEqualTo(chain.name());
        assertThat(patient.trust()).isEqualTo(Trust.CENTRALIZED);
        assertThat(patient.session()).isEqualTo(chain.session());
        for (Runnable call : List.<Runnable>of(() -> patient.with(Scope.NONE),
                () -> patient.within(Duration.ofSeconds(1)), () -> patient.as(Session.none()),
                () -> patient.outcome(commit), () -> patient.onRefused(_ -> {
                }), () -> patient.store(new Note("late")), () -> patient.ref(Note.class, "name"), patient::sequence,
                () -> patient.changes(Position.START))) {
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(call::run)
                    .withMessageContaining("is closed");
        }
    }

    @Test
    void aHandleForASessionIsClosedWithoutTheChain() {
        try (KeyBundle bob = KeyBundle.generate(); Chain chain = Chain.temporary()) {
            DaoRef<Note> note = chain.store(new Note("note"), Rules.inherit().readableBy(bob.publicKeys()));
            Session session = Session.of(bob);
            Chain same = chain.as(session);
            Chain his;
            Changes changes;
            Chain patient;
            try (Chain handle = chain.as(session)) {
                his = handle;
                patient = handle.within(Duration.ofMinutes(1));
                changes = patient.changes(Position.START);
                patient.close();
                assertThat(handle.get(note)).as("what within gave has nothing to close")
                        .isEqualTo(new Note("note"));
            }
            assertThat(his.session()).isEqualTo(session);
            assertThat(patient.name()).isEqualTo(chain.name());
            CommitId commit = new CommitId(bob.id(), 1, 2, 3);
            for (Runnable call : List.<Runnable>of(() -> his.get(note), () -> patient.get(note), his::sequence,
                    () -> his.as(session), () -> his.with(Scope.NONE), () -> his.within(Duration.ofSeconds(1)),
                    () -> his.changes(Position.START), () -> his.outcome(commit), () -> his.ref(Note.class, "name"),
                    () -> {
                        var _ = his.commitAsync(dio -> dio.load(note).value());
                    })) {
                assertThatExceptionOfType(IllegalStateException.class).isThrownBy(call::run)
                        .withMessageContaining("this handle for")
                        .withMessageContaining("was closed; the chain is open");
            }
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> changes.poll(Duration.ofSeconds(1)))
                    .withMessageContaining("was closed");
            assertThat(same.get(note)).as("another handle of the session").isEqualTo(new Note("note"));
            same.close();
            try (Chain again = chain.as(session)) {
                assertThat(again.get(note)).isEqualTo(new Note("note"));
            }
            assertThat(chain.get(chain.store(new Note("the owner's")))).isEqualTo(new Note("the owner's"));
        }
    }

    @Test
    void aBodyThatGoesOnAfterItsChainWasClosedIsToldSo() {
        Chain chain = Chain.temporary();
        DaoRef<Note> note = chain.store(new Note("note"));
        for (Chain.Task<RuntimeException> next : List.<Chain.Task<RuntimeException>>of(dio -> dio.load(note),
                dio -> dio.store(new Note("more")), dio -> dio.roots(Note.class).forEach(Dao::value))) {
            Chain open = Chain.temporary();
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> open.run(dio -> {
                open.close();
                next.run(dio);
            })).withMessage("the chain temporary is closed");
        }
        chain.close();
    }

    @Test
    void whoCannotBeginAChainLeavesNoFolderBehind(@TempDir Path folder) {
        Path chain = folder.resolve("chain");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Chain.open(chain, Session.none()))
                .withMessageContaining("without keys");

        assertThat(Files.exists(chain)).isFalse();
    }

    @Test
    void theFolderOfSomebodyElsesChainIsNotOpenedForWhomItDoesNotName(@TempDir Path folder) {
        try (KeyBundle alice = KeyBundle.generate(); KeyBundle bob = KeyBundle.generate()) {
            Chain.open(folder, Session.of(alice)).close();

            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> Chain.open(folder, Session.of(bob)))
                    .withMessageContaining(folder.toString())
                    .withMessageContaining("made with other keys");
            try (Chain hers = Chain.open(folder, Session.of(alice))) {
                hers.run(dio -> dio.chainRules().grantRead(bob.publicKeys()));
            }
            Chain.open(folder, Session.of(bob)).close();
        }
    }

    @Test
    void aFolderOfOtherThingsIsLeftAlone(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("letter.txt"), "Dear");
        try (KeyBundle alice = KeyBundle.generate(); Stream<Path> entries = Files.list(folder)) {
            assertThatIllegalArgumentException().isThrownBy(() -> Chain.open(folder, Session.of(alice)))
                    .withMessageContaining("letter.txt")
                    .withMessageContaining("empty folder");
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void whoHasAFolderOpenAlreadyIsToldToCloseItFirst(@TempDir Path folder) {
        try (KeyBundle keys = KeyBundle.generate(); Chain open = Chain.open(folder, Session.of(keys))) {
            assertThatExceptionOfType(ReplicaInUseException.class)
                    .isThrownBy(() -> Chain.open(folder, open.session()))
                    .withMessageContaining("in use by this program: close what was opened on it before");
        }
    }

    @Test
    void whereAFileIsNoChainIsOpenedAndTheMessageSaysSo(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("chain"));
        Path below = file.resolve("deeper");
        try (KeyBundle keys = KeyBundle.generate()) {
            assertThatExceptionOfType(StoreFailedException.class).isThrownBy(() -> Chain.open(file, Session.of(keys)))
                    .withMessageContaining("there is a file of that name")
                    .withMessageNotContaining("Exception");
            assertThatExceptionOfType(StoreFailedException.class).isThrownBy(() -> Chain.open(below, Session.of(keys)))
                    .withMessageContaining(below.toString())
                    .withMessageNotContaining("Exception");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what programs do that do not check
    void whoStoresNothingIsToldThatTheValueIsMissing() {
        try (Chain chain = Chain.temporary()) {
            DaoRef<Note> note = chain.store(new Note("note"));
            assertThatNullPointerException().isThrownBy(() -> chain.store((Note) null))
                    .withMessageContaining("the value is null");
            assertThatNullPointerException().isThrownBy(() -> chain.overwrite(note, null))
                    .withMessageContaining("the value of type Note is null");
            assertThatNullPointerException().isThrownBy(() -> chain.run(dio -> dio.load(note).update(_ -> null)))
                    .withMessageContaining("an update gives a value");
            assertThatNullPointerException().isThrownBy(() -> chain.as(null))
                    .withMessageContaining("the session is null");
            assertThat(chain.get(note)).isEqualTo(new Note("note"));
        }
    }

    @Test
    void aSequenceThatIsReachedIsNotWaitedForAndOneThatIsNotUntilTheDeadline() {
        try (Chain chain = Chain.temporary()) {
            chain.store(new Note("note"));
            chain.await(chain.sequence());
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> chain.within(Duration.ofMillis(1)).await(chain.sequence() + 1))
                    .withMessageContaining("known here up to 1, and not up to 2");
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatIsToldOfABodyThatWasSlowerThanItsDeadlineIsTrue(Trust trust) {
        try (Chain chain = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust))) {
            Chain hasty = chain.within(Duration.ofNanos(1));
            for (int i = 0; i < 200; i++) {
                DaoRef<Note> note = chain.ref(Note.class, "note " + i);
                boolean stored;
                try {
                    hasty.run(dio -> dio.store(note, new Note("late")));
                    stored = true;
                } catch (ChainUnavailableException _) { // nothing is stored, now or later
                    stored = false;
                } catch (DeadlineExceededException e) {
                    stored = chain.outcome(e.commit()) instanceof Outcome.Stored;
                }
                chain.sync();
                assertThat(chain.find(note).isPresent()).isEqualTo(stored);
            }
        }
    }

    @Test
    void whoIsInterruptedIsToldThatItWasHisThread() {
        try (Chain chain = Chain.temporary()) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(() -> chain.await(1))
                    .withMessageStartingWith("this thread was interrupted while");
            assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
        }
    }

    @Test
    void aLocalChainBeginsAsItsGenesisSays(@TempDir Path folder) {
        Genesis distributed = Genesis.of(Rules.inherit().writableByEveryone()).distributed();
        try (KeyBundle keys = KeyBundle.generate()) {
            Session session = Session.of(keys);
            DaoRef<Note> note;
            try (Chain chain = Chain.open(folder, session, AteConfig.defaults(), distributed)) {
                assertThat(chain.trust()).isEqualTo(Trust.DISTRIBUTED);
                note = chain.store(new Note("signed"));
            }
            try (Chain chain = Chain.open(folder, session)) {
                assertThat(chain.trust()).as("how it began does not change").isEqualTo(Trust.DISTRIBUTED);
                assertThat(chain.get(note)).isEqualTo(new Note("signed"));
                chain.run(dio -> assertThat(dio.chainRules().rules().writers()).isEqualTo(new Rules.Who.Everyone()));
            }
            try (Chain chain = Chain.temporary(AteConfig.defaults(), distributed)) {
                assertThat(chain.trust()).isEqualTo(Trust.DISTRIBUTED);
                assertThat(chain.get(chain.store(new Note("signed")))).isEqualTo(new Note("signed"));
            }
        }
    }

    @Test
    void objectsWithRulesOfTheirOwnAreStoredThroughTheChainToo() {
        try (Chain chain = Chain.temporary()) {
            Rules open = Rules.inherit().readableByEveryone();
            Chain stranger = chain.as(Session.none());

            DaoRef<Note> named = chain.store(chain.ref(Note.class, "named"), new Note("news"), open);
            DaoRef<Note> typed = chain.store(Type.of(Note.class), new Note("more news"), open);

            assertThat(stranger.get(named)).isEqualTo(new Note("news"));
            assertThat(stranger.get(typed)).isEqualTo(new Note("more news"));
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> chain.within(Duration.ofMillis(1)).store(named, new Note("again"), open));
        }
    }
}
