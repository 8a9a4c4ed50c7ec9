package io.ate;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Who may read and write what, and how that changes. */
class RulesTest {
    private static final Field.Vec<Note> NOTES = Field.vec("notes", Note.class);

    private final Chain chain = Chain.temporary();
    private final KeyBundle bobsKeys = KeyBundle.generate();
    private final Chain asBob = chain.as(Session.of(bobsKeys));
    private final PublicKeys alice = chain.session().publicKeys().findFirst().orElseThrow();
    private final PublicKeys bob = bobsKeys.publicKeys();

    record Note(String text) {}

    @AfterEach
    void close() {
        chain.close();
        bobsKeys.close();
    }

    @Test
    void aStrangerReadsNothingAlsoOfWhatOthersHaveJustRead() {
        DaoRef<Note> note = chain.store(new Note("private"));
        chain.get(note);

        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(note));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.ref(Note.class, "name"));
        assertThatExceptionOfType(NoReadAuthorityException.class)
                .isThrownBy(() -> chain.as(Session.none()).get(note));
    }

    @Test
    void aReaderReadsAndDoesNotWrite() {
        DaoRef<Note> note = chain.store(new Note("shared"));
        chain.run(dio -> dio.chainRules().grantRead(bob));

        assertThat(asBob.get(note)).isEqualTo(new Note("shared"));
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> asBob.run(dio -> dio.load(note).update(each -> new Note("mine"))))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_WRITE_AUTHORITY));
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> asBob.run(dio -> dio.chainRules().grantWrite(bob)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_CONTROL_AUTHORITY));
        assertThat(chain.get(note)).isEqualTo(new Note("shared"));
    }

    @Test
    void whoMayWriteWritesUntilTheRightIsTakenAway() {
        chain.run(dio -> {
            dio.chainRules().grantRead(bob);
            dio.chainRules().grantWrite(bob);
        });
        DaoRef<Note> note = asBob.store(new Note("bob's"));
        assertThat(chain.get(note)).isEqualTo(new Note("bob's"));

        chain.run(dio -> dio.chainRules().revokeWrite(bob.id()));

        assertThatExceptionOfType(NoWriteAuthorityException.class).isThrownBy(() -> asBob.store(new Note("more")));
        assertThat(asBob.get(note)).isEqualTo(new Note("bob's"));
    }

    @Test
    void removingAReaderChangesTheKeyOfWhatIsWrittenAfterwards() {
        DaoRef<Note> before = chain.store(new Note("before"));
        RulesResult granted = chain.commit(dio -> dio.chainRules().grantRead(bob));
        asBob.get(before);

        RulesResult revoked = chain.commit(dio -> dio.chainRules().revokeRead(bob.id()));
        DaoRef<Note> after = chain.store(new Note("after"));

        assertThat(granted).isEqualTo(new RulesResult(false, List.of(), 0))
                .hasToString("Whoever could read still can.");
        assertThat(revoked.renewed()).isTrue();
        assertThat(revoked.formerReaders()).containsExactly(bob.id());
        assertThat(revoked.toString()).contains(bob.id().toString()).contains("written before stays readable");
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(after));
        assertThat(chain.get(before)).as("older data keys go on under the new one").isEqualTo(new Note("before"));
        assertThat(chain.get(after)).isEqualTo(new Note("after"));
    }

    @Test
    void whatIsWrittenInTheCommitThatRemovesAReaderIsNotForIt() {
        chain.run(dio -> dio.chainRules().grantRead(bob));

        DaoRef<Note> same = chain.commit(dio -> {
            dio.chainRules().revokeRead(bob.id());
            return dio.store(new Note("not for bob")).ref();
        });

        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(same));
        assertThat(chain.get(same)).isEqualTo(new Note("not for bob"));
    }

    @Test
    void aReaderWhoComesLaterReadsWhatWasWrittenUnderOlderKeysToo() {
        DaoRef<Note> first = chain.store(new Note("first"));
        chain.run(dio -> dio.chainRules().grantRead(bob));
        chain.run(dio -> dio.chainRules().revokeRead(bob.id()));
        DaoRef<Note> second = chain.store(new Note("second"));
        chain.run(dio -> dio.chainRules().grantRead(bob));
        chain.run(dio -> dio.chainRules().revokeRead(bob.id()));

        try (KeyBundle carol = KeyBundle.generate()) {
            chain.run(dio -> dio.chainRules().grantRead(carol.publicKeys()));
            Chain asCarol = chain.as(Session.of(carol));

            assertThat(asCarol.get(first)).isEqualTo(new Note("first"));
            assertThat(asCarol.get(second)).isEqualTo(new Note("second"));
        }
    }

    @Test
    void grantingLeavesTheOtherRulesAsTheyAre() {
        chain.run(dio -> {
            Rules before = dio.chainRules().rules();
            dio.chainRules().grantRead(bob);
            Rules after = dio.chainRules().rules();
            assertThat(after.writers()).isEqualTo(before.writers());
            assertThat(after.owners()).isEqualTo(before.owners());
            assertThat(after.readers()).isEqualTo(new Rules.Who.Only(List.of(alice, bob)));
        });
        DaoRef<Note> note = chain.store(new Note("note"));

        chain.run(dio -> dio.load(note).grantWrite(bob));

        chain.run(dio -> {
            assertThat(dio.load(note).rules()).isEqualTo(Rules.inherit().writableBy(alice, bob));
            assertThat(dio.load(note).rulesInForce().readers())
                    .isEqualTo(new Rules.Who.Only(List.of(alice, bob)));
        });
        asBob.run(dio -> dio.load(note).update(each -> new Note("bob was here")));
        assertThat(chain.get(note)).isEqualTo(new Note("bob was here"));
    }

    @Test
    void anObjectWithReadersOfItsOwnOpensToThemAloneAndNothingElseDoes() {
        DaoRef<Note> secret = chain.store(new Note("for alice"));
        DaoRef<Note> shared = chain.store(new Note("for both"), Rules.inherit().readableBy(alice, bob));

        assertThat(asBob.get(shared)).isEqualTo(new Note("for both"));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(secret));
    }

    @Test
    void readersGivenToAnObjectLaterReadWhatHangsBelowItAndNothingElseOfTheChain() {
        DaoRef<Note> secret = chain.store(new Note("for alice"));
        DaoRef<Note> shared = chain.store(new Note("first for alice, then for both"));
        DaoRef<Note> below = chain.commit(dio -> dio.load(shared).in(NOTES).add(new Note("below")).ref());
        DaoRef<Note> deeper = chain.commit(dio -> dio.load(below).in(NOTES).add(new Note("deeper")).ref());
        DaoRef<Note> hers = chain.commit(
                dio -> dio.load(shared).in(NOTES).add(new Note("hers"), Rules.inherit().readableBy(alice)).ref());
        DaoRef<Note> belowHers = chain.commit(dio -> dio.load(hers).in(NOTES).add(new Note("below hers")).ref());
        long before = chain.sequence();

        RulesResult result = chain.commit(dio -> dio.load(shared).grantRead(bob));

        assertThat(result).isEqualTo(new RulesResult(true, List.of(), 0));
        assertThat(chain.sequence()).as("bob's key, the object, and the two below it").isEqualTo(before + 4);
        assertThat(asBob.get(shared)).isEqualTo(new Note("first for alice, then for both"));
        assertThat(asBob.get(below)).isEqualTo(new Note("below"));
        assertThat(asBob.get(deeper)).isEqualTo(new Note("deeper"));
        for (DaoRef<Note> other : List.of(secret, hers, belowHers)) {
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(other));
            assertThat(chain.find(other)).isPresent();
        }
    }

    @Test
    void aCollectionWithAChildThatIsNotOnesOwnIsReadChildByChild() {
        DaoRef<Note> shared = chain.store(new Note("for both"), Rules.inherit().readableBy(alice, bob));
        DaoRef<Note> hers = chain.commit(
                dio -> dio.load(shared).in(NOTES).add(new Note("hers"), Rules.inherit().readableBy(alice)).ref());
        DaoRef<Note> theirs = chain.commit(dio -> dio.load(shared).in(NOTES).add(new Note("theirs")).ref());

        asBob.run(dio -> {
            DaoVec<Note> notes = dio.load(shared).in(NOTES);
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(notes::values)
                    .withMessageContaining(hers.key().toString());
            assertThat(notes.refs()).containsExactly(hers, theirs);
            assertThat(dio.load(theirs).value()).isEqualTo(new Note("theirs"));
        });
    }

    @Test
    void whatIsTooMuchForOneCommitIsLeftAndSaidSoAndTheSameGrantGoesOnWithIt() {
        DaoRef<Note> shared = chain.store(new Note("for both"));
        List<DaoRef<Note>> below = chain.commit(dio -> {
            DaoVec<Note> notes = dio.load(shared).in(NOTES);
            return IntStream.range(0, 5).mapToObj(_ -> notes.add(new Note("x".repeat(1 << 20))).ref()).toList();
        });

        RulesResult result = chain.commit(dio -> dio.load(shared).grantRead(bob));

        assertThat(result.left()).isEqualTo(2);
        assertThat(result.toString()).contains("2").contains("once more").contains("written again");
        assertThat(asBob.get(below.get(2))).isEqualTo(new Note("x".repeat(1 << 20)));
        DaoRef<Note> fourth = below.get(3);
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(fourth))
                .withMessageContaining("still closed")
                .withMessageContaining("once more");
        chain.run(dio -> dio.load(fourth).update(note -> note));
        assertThat(asBob.get(fourth)).as("written again, it is sealed for its present readers")
                .isEqualTo(new Note("x".repeat(1 << 20)));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(below.get(4)));

        RulesResult again = chain.commit(dio -> dio.load(shared).grantRead(bob));

        assertThat(again.left()).isZero();
        assertThat(asBob.get(below.get(4))).isEqualTo(new Note("x".repeat(1 << 20)));
    }

    @Test
    void aLongStreamIsOpenedStepByStep() {
        Field.Stream<Note> history = Field.stream("history", Note.class);
        DaoRef<Note> shared = chain.store(new Note("for both"));
        for (int i = 0; i < 3; i++) {
            chain.stream(shared, history).append(IntStream.range(0, 2_000).mapToObj(_ -> new Note("x")).toList());
        }

        RulesResult first = chain.commit(dio -> dio.load(shared).grantRead(bob));
        RulesResult second = chain.commit(dio -> dio.load(shared).grantRead(bob));

        assertThat(first.left()).isEqualTo(1_000);
        assertThat(second.left()).isZero();
        assertThat(asBob.stream(shared, history).read(0)).hasSize(6_000);
    }

    @Test
    void whatOneMayNotWriteIsNotSealedAnew() {
        DaoRef<Note> shared = chain.store(new Note("for both"));
        DaoRef<Note> fixed = chain.commit(dio -> dio.load(shared)
                .in(NOTES)
                .add(new Note("for ever"), Rules.inherit().writableByNobody())
                .ref());

        RulesResult result = chain.commit(dio -> dio.load(shared).grantRead(bob));

        assertThat(result.left()).isEqualTo(1);
        assertThat(asBob.get(shared)).isEqualTo(new Note("for both"));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(fixed));
        assertThat(chain.get(fixed)).isEqualTo(new Note("for ever"));
    }

    @Test
    void aChildThatChangesWhileItIsSealedAnewIsNotSetBack() {
        DaoRef<Note> shared = chain.store(new Note("for both"));
        DaoRef<Note> below = chain.commit(dio -> dio.load(shared).in(NOTES).add(new Note("old")).ref());
        AtomicInteger runs = new AtomicInteger();

        chain.run(dio -> {
            dio.load(shared).grantRead(bob);
            if (runs.incrementAndGet() == 1) {
                chain.overwrite(below, new Note("new"));
            }
        });

        assertThat(runs).hasValue(2);
        assertThat(asBob.get(below)).isEqualTo(new Note("new"));
    }

    @Test
    void anObjectThatInheritsAgainIsSealedLikeWhatIsAboveIt() {
        DaoRef<Note> note = chain.store(new Note("for both"), Rules.inherit().readableBy(alice, bob));

        RulesResult result = chain.commit(dio -> dio.load(note).rules(Rules.inherit()));

        assertThat(result.formerReaders()).containsExactly(bob.id());
        assertThat(chain.get(note)).isEqualTo(new Note("for both"));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(note));
    }

    @Test
    void whatHangsBelowGoesBackToTheReadersAboveWithTheObject() {
        DaoRef<Note> note = chain.store(new Note("for both"), Rules.inherit().readableBy(alice, bob));
        DaoRef<Note> below = chain.commit(dio -> dio.load(note).in(NOTES).add(new Note("below")).ref());
        assertThat(asBob.get(below)).isEqualTo(new Note("below"));

        chain.run(dio -> dio.load(note).rules(Rules.inherit()));

        assertThat(chain.get(below)).isEqualTo(new Note("below"));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(below));
    }

    @Test
    void anObjectWithWhatHangsBelowItIsOpenedToEveryoneAndSoIsAChain() {
        DaoRef<Note> note = chain.store(new Note("news"));
        DaoRef<Note> below = chain.commit(dio -> dio.load(note).in(NOTES).add(new Note("below")).ref());
        DaoRef<Note> other = chain.store(new Note("other"));
        Chain stranger = chain.as(Session.none());

        chain.run(dio -> dio.load(note).rules(Rules.inherit().readableByEveryone()));
        assertThat(stranger.get(below)).isEqualTo(new Note("below"));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> stranger.get(other));

        chain.run(dio -> dio.chainRules().rules(dio.chainRules().rules().readableByEveryone()));
        assertThat(stranger.get(other)).isEqualTo(new Note("other"));
    }

    @Test
    void keysThatWhatHangsBelowNeedsAreNotThrownAway() {
        DaoRef<Note> note = chain.store(new Note("for both"), Rules.inherit().readableBy(alice, bob));
        DaoRef<Note> below = chain.commit(dio -> dio.load(note)
                .in(NOTES)
                .add(new Note("for ever"), Rules.inherit().writableByNobody())
                .ref());

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> chain.run(dio -> dio.load(note).rules(Rules.inherit())))
                .withMessageContaining("lost");
        assertThat(asBob.get(below)).isEqualTo(new Note("for ever"));
    }

    @Test
    void whatOthersAddBelowWhileReadersComeIsSealedForThemToo() {
        DaoRef<Note> shared = chain.store(new Note("for both"));

        DaoRef<Note> late = chain.commit(dio -> {
            dio.load(shared).grantRead(bob);
            return meanwhile(() -> chain.commit(other -> other.load(shared).in(NOTES).add(new Note("late")).ref()));
        });

        assertThat(asBob.get(late)).isEqualTo(new Note("late"));
    }

    @Test
    void whatOthersAddBelowWhileReadersComeInACommitThatNobodyWaitsForIsSealedForThemToo() {
        DaoRef<Note> shared = chain.store(new Note("for both"));

        DaoRef<Note> late = chain.commitAsync(dio -> {
            dio.load(shared).grantRead(bob);
            return meanwhile(() -> chain.commit(other -> other.load(shared).in(NOTES).add(new Note("late")).ref()));
        }).join();

        assertThat(asBob.get(late)).isEqualTo(new Note("late"));
    }

    @Test
    void whatOthersAddBelowAnObjectThatInheritsAgainMeanwhileGoesWithIt() {
        try (KeyBundle carol = KeyBundle.generate()) {
            chain.run(dio -> dio.chainRules().grantRead(carol.publicKeys()));
            DaoRef<Note> note = chain.store(new Note("for both"), Rules.inherit().readableBy(alice, bob));
            DaoRef<Note> inner = chain.commit(
                    dio -> dio.load(note).in(NOTES).add(new Note("inner"), Rules.inherit().readableBy(alice)).ref());

            DaoRef<Note> late = chain.commit(dio -> {
                dio.load(note).rules(Rules.inherit());
                chain.run(other -> other.load(inner).rules(Rules.inherit()));
                return meanwhile(() -> chain.commit(other -> other.load(note).in(NOTES).add(new Note("late")).ref()));
            });

            Chain asCarol = chain.as(Session.of(carol));
            assertThat(asCarol.get(late)).isEqualTo(new Note("late"));
            assertThat(asCarol.get(inner)).isEqualTo(new Note("inner"));
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(note));
        }
    }

    @Test
    void whatCannotBeSealedAnewStaysReadableToThoseWhoCouldReadIt() {
        DaoRef<Note> note = chain.store(new Note("for both"), Rules.inherit().readableBy(alice, bob));

        DaoRef<Note> late = chain.commit(dio -> {
            dio.load(note).rules(Rules.inherit());
            return meanwhile(() -> chain.commit(other -> other.load(note)
                    .in(NOTES)
                    .add(new Note("for ever"), Rules.inherit().writableByNobody())
                    .ref()));
        });

        assertThat(chain.get(late)).isEqualTo(new Note("for ever"));
        assertThat(asBob.get(late)).isEqualTo(new Note("for ever"));
        assertThatExceptionOfType(NoReadAuthorityException.class)
                .isThrownBy(() -> chain.as(Session.none()).get(late));
    }

    @Test
    void whatOthersAddForSomeIsNotOpenedToEveryoneUnasked() {
        DaoRef<Note> note = chain.store(new Note("for both"), Rules.inherit().readableBy(alice, bob));

        DaoRef<Note> late = chain.commit(dio -> {
            dio.load(note).rules(Rules.inherit().readableByEveryone());
            return meanwhile(() -> chain.commit(other -> other.load(note).in(NOTES).add(new Note("for some")).ref()));
        });

        assertThat(asBob.get(late)).isEqualTo(new Note("for some"));
        assertThatExceptionOfType(NoReadAuthorityException.class)
                .isThrownBy(() -> chain.as(Session.none()).get(late));
        chain.run(dio -> dio.load(late).update(same -> same));
        assertThat(chain.as(Session.none()).get(late)).isEqualTo(new Note("for some"));
    }

    /** What another makes while a body is under way: the body sees nothing of it, and its commit comes later. */
    private static <T> T meanwhile(Supplier<T> other) {
        return other.get();
    }

    @Test
    void whatIsTooMuchToBeOpenedToEveryoneAtOnceIsOpenedByTheSameRulesOnceMore() {
        DaoRef<Note> shared = chain.store(new Note("for alice"));
        List<DaoRef<Note>> below = chain.commit(dio -> {
            DaoVec<Note> notes = dio.load(shared).in(NOTES);
            return IntStream.range(0, 5).mapToObj(_ -> notes.add(new Note("x".repeat(1 << 20))).ref()).toList();
        });
        Chain stranger = chain.as(Session.none());

        RulesResult first = chain.commit(dio -> dio.load(shared).rules(Rules.inherit().readableByEveryone()));

        assertThat(first.left()).isEqualTo(2);
        assertThat(stranger.get(below.get(2))).isEqualTo(new Note("x".repeat(1 << 20)));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> stranger.get(below.get(4)));

        RulesResult again = chain.commit(dio -> dio.load(shared).rules(Rules.inherit().readableByEveryone()));

        assertThat(again).isEqualTo(new RulesResult(false, List.of(), 0));
        assertThat(stranger.get(below.get(4))).isEqualTo(new Note("x".repeat(1 << 20)));
        long before = chain.sequence();
        chain.run(dio -> dio.load(shared).rules(Rules.inherit().readableByEveryone()));
        assertThat(chain.sequence()).as("nothing is left, so nothing but the rules is written").isEqualTo(before + 1);
    }

    @Test
    void whatEveryoneMayReadIsReadWithoutKeys() {
        DaoRef<Note> note = chain.store(new Note("news"), Rules.inherit().readableByEveryone());

        assertThat(chain.as(Session.none()).get(note)).isEqualTo(new Note("news"));
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> chain.as(Session.none()).delete(note))
                .withMessageContaining("without keys");
    }

    @Test
    void whatNobodyMayWriteStaysAsItIs() {
        DaoRef<Note> note = chain.store(new Note("for ever"), Rules.inherit().writableByNobody());

        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> chain.run(dio -> dio.load(note).update(each -> new Note("changed"))));
        assertThatExceptionOfType(NoWriteAuthorityException.class).isThrownBy(() -> chain.delete(note));
    }

    @Test
    void aSessionOfSeveralKeysActsUnderThoseThatHaveTheRight() {
        chain.run(dio -> dio.chainRules().grantRead(bob));
        DaoRef<Note> note = chain.store(new Note("note"), Rules.inherit().writableBy(bob));
        try (KeyBundle carol = KeyBundle.generate()) {
            chain.as(Session.of(carol, bobsKeys)).run(dio -> dio.load(note).update(each -> new Note("by bob")));
            chain.run(dio -> assertThat(dio.load(note).updated().author()).isEqualTo(bob.id()));
        }
    }

    @Test
    void rightsAreChangedAlsoWhereOthersWriteBelowAllTheTime() {
        Field.Vec<Note> pages = Field.vec("pages", Note.class);
        chain.run(dio -> {
            dio.chainRules().grantRead(bob);
            dio.chainRules().grantWrite(bob);
        });
        DaoRef<Note> book = chain.store(new Note("book"));
        List<DaoRef<Note>> written = chain.commit(dio -> IntStream.range(0, 5)
                .mapToObj(each -> dio.load(book).in(pages).add(new Note("page " + each)).ref())
                .toList());
        try (KeyBundle carol = KeyBundle.generate(); Chain asCarol = chain.as(Session.of(carol))) {
            AtomicInteger runs = new AtomicInteger();

            RulesResult granted = chain.commit(dio -> {
                int run = runs.getAndIncrement();
                DaoRef<Note> another = written.get(run % written.size());
                CompletableFuture.runAsync(() -> asBob.overwrite(another, new Note("by bob in run " + run))).join();
                return dio.load(book).grantRead(carol.publicKeys());
            });

            assertThat(runs).hasValueLessThan(10);
            assertThat(granted.left()).isZero();
            assertThat(asCarol.get(book)).isEqualTo(new Note("book"));
            for (DaoRef<Note> each : written) {
                assertThat(asCarol.get(each).text()).startsWith("by bob");
            }
        }
    }

    @Test
    void aRoleIsAKeyThatSeveralHoldAndWhoLeavesItLosesItToANewOne() {
        try (KeyBundle editors = KeyBundle.generate();
                KeyBundle editorsWithoutBob = KeyBundle.generate();
                KeyBundle carol = KeyBundle.generate();
                Chain asBobTheEditor = chain.as(Session.of(bobsKeys, editors));
                Chain asCarolTheEditor = chain.as(Session.of(carol, editors, editorsWithoutBob));
                Chain asCarol = chain.as(Session.of(carol))) {
            PublicKeys role = editors.publicKeys();
            PublicKeys anew = editorsWithoutBob.publicKeys();
            DaoRef<Note> page = chain.store(new Note("draft"),
                    Rules.inherit().readableBy(alice, role).writableBy(alice, role));

            asBobTheEditor.overwrite(page, new Note("by bob"));
            assertThat(asCarolTheEditor.get(page)).isEqualTo(new Note("by bob"));
            asCarolTheEditor.overwrite(page, new Note("by carol"));
            chain.run(dio -> assertThat(dio.load(page).updated().author()).isEqualTo(role.id()));
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asCarol.get(page));
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> asBob.delete(page));

            DaoRef<Note> bobs = chain.store(new Note("bob's"),
                    Rules.inherit().readableBy(alice, bob).writableBy(bob));
            asBobTheEditor.run(dio -> {
                dio.overwrite(bobs, new Note("changed by bob"));
                dio.overwrite(page, new Note("changed by an editor"));
                dio.load(page).in(NOTES).add(new Note("an editor's"));
            });
            chain.run(dio -> {
                assertThat(dio.load(bobs).updated().author()).isEqualTo(bob.id());
                assertThat(dio.load(page).updated().author()).isEqualTo(role.id());
                assertThat(dio.load(page).in(NOTES).stream().map(each -> each.created().author()))
                        .containsExactly(role.id());
            });

            chain.run(dio -> dio.load(page)
                    .rules(Rules.inherit().readableBy(alice, anew).writableBy(alice, anew)));
            chain.overwrite(page, new Note("without bob"));

            asCarolTheEditor.overwrite(page, new Note("by carol still"));
            assertThat(chain.get(page)).isEqualTo(new Note("by carol still"));
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBobTheEditor.get(page));
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> asBobTheEditor.delete(page));
        }
    }

    @Test
    void aCommitSealedWithADataKeyThatWasRenewedMeanwhileIsSealedAgainWithoutRunningItsBody() {
        chain.run(dio -> dio.chainRules().grantRead(bob));
        AtomicInteger runs = new AtomicInteger();

        DaoRef<Note> note = chain.commit(dio -> {
            runs.incrementAndGet();
            chain.run(other -> other.chainRules().revokeRead(bob.id()));
            return dio.store(new Note("sealed twice")).ref();
        });

        assertThat(runs).hasValue(1);
        assertThat(chain.get(note)).isEqualTo(new Note("sealed twice"));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(note));
    }

    @Test
    void aCommitThatNobodyWaitsForIsSealedAgainToo() {
        chain.run(dio -> dio.chainRules().grantRead(bob));

        DaoRef<Note> note = chain.commitAsync(dio -> {
            chain.run(other -> other.chainRules().revokeRead(bob.id()));
            return dio.store(new Note("sealed twice")).ref();
        }).join();

        assertThat(chain.get(note)).isEqualTo(new Note("sealed twice"));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.get(note));
    }

    @Test
    void theFirstChangeOfTheChainsRulesIsNotLostToAnother() {
        AtomicInteger runs = new AtomicInteger();
        try (KeyBundle carol = KeyBundle.generate()) {
            chain.run(dio -> {
                dio.chainRules().grantRead(bob);
                if (runs.incrementAndGet() == 1) {
                    chain.run(other -> other.chainRules().grantRead(carol.publicKeys()));
                }
            });
            chain.run(dio -> assertThat(dio.chainRules().rules().readers())
                    .isEqualTo(new Rules.Who.Only(List.of(alice, carol.publicKeys(), bob))));
        }
        assertThat(runs).hasValue(2);
    }

    @Test
    void whatCannotBeARuleIsRefusedAtTheDoor() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Rules.inherit().readableBy());
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.run(dio -> dio.chainRules().rules(Rules.inherit())))
                .withMessageContaining("complete");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.run(dio -> dio.chainRules().revokeRead(alice.id())));
    }
}
