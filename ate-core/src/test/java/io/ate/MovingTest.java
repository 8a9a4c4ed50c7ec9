package io.ate;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Objects that are moved, alone or with much else in one commit, in both trust modes. */
@ParameterizedClass
@EnumSource(Trust.class)
class MovingTest {
    @Parameter
    private Trust trust;

    private Chain chain;

    record Folder(String name) {
        static final Field.Vec<Folder> FOLDERS = Field.vec("folders", Folder.class);
        static final Field.Vec<Folder> ARCHIVE = Field.vec("archive", Folder.class);
        static final Field.Vec<Paper> PAPERS = Field.vec("papers", Paper.class);
    }

    record Paper(String text) {}

    @BeforeEach
    void open() {
        chain = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust));
    }

    @AfterEach
    void close() {
        chain.close();
    }

    private DaoRef<Folder> folder(String name) {
        return chain.store(new Folder(name));
    }

    private DaoRef<Folder> below(DaoRef<Folder> parent, String name) {
        return chain.commit(dio -> dio.load(parent).in(Folder.FOLDERS).add(new Folder(name)).ref());
    }

    private void move(DaoRef<Folder> what, DaoRef<Folder> target) {
        chain.run(dio -> dio.load(what).moveTo(dio.load(target).in(Folder.FOLDERS)));
    }

    private List<String> in(DaoRef<Folder> parent) {
        return chain.commit(dio -> in(dio, parent));
    }

    private static List<String> in(Dio dio, DaoRef<Folder> parent) {
        DaoVec<Folder> folders = dio.load(parent).in(Folder.FOLDERS);
        List<String> names = folders.stream().map(each -> each.value().name()).toList();
        assertThat(folders.size()).isEqualTo(names.size());
        assertThat(folders.page(100).values()).extracting(Folder::name).isEqualTo(names);
        return names;
    }

    private List<String> top() {
        return chain.commit(dio -> dio.roots(Folder.class).map(each -> each.value().name()).toList());
    }

    @Test
    void anObjectGoesWithAllThatHangsBelowItToTheEndOfTheOtherCollection() {
        DaoRef<Folder> from = folder("from");
        DaoRef<Folder> to = folder("to");
        below(to, "first");
        DaoRef<Folder> moved = below(from, "moved");
        DaoRef<Folder> deeper = below(moved, "deeper");
        Origin created = chain.commit(dio -> dio.load(moved).created());

        move(moved, to);

        assertThat(in(from)).isEmpty();
        assertThat(in(to)).containsExactly("first", "moved");
        assertThat(in(moved)).containsExactly("deeper");
        chain.run(dio -> {
            Dao<Folder> there = dio.load(moved);
            assertThat(there.parent()).contains(to);
            assertThat(there.created()).isEqualTo(created);
            assertThat(there.version()).isGreaterThan(created.sequence());
            assertThat(there.updated()).as("a move leaves the value").isEqualTo(created);
            assertThat(dio.load(deeper).value()).isEqualTo(new Folder("deeper"));
        });
        below(to, "last");
        assertThat(in(to)).containsExactly("first", "moved", "last");
    }

    @Test
    void anObjectGoesToTheTopAndBack() {
        DaoRef<Folder> parent = folder("parent");
        DaoRef<Folder> moved = below(parent, "moved");

        chain.run(dio -> dio.load(moved).moveToTop());
        assertThat(top()).containsExactly("parent", "moved");
        assertThat(chain.<Boolean, RuntimeException>commit(dio -> dio.load(moved).parent().isEmpty())).isTrue();

        move(moved, parent);
        assertThat(top()).containsExactly("parent");
        assertThat(in(parent)).containsExactly("moved");
    }

    @Test
    void anObjectGoesFromOneCollectionOfItsParentToAnother() {
        DaoRef<Folder> parent = folder("parent");
        DaoRef<Folder> moved = below(parent, "moved");

        chain.run(dio -> {
            Dao<Folder> above = dio.load(parent);
            dio.load(moved).moveTo(above.in(Folder.ARCHIVE));
            assertThat(above.in(Folder.ARCHIVE).refs()).containsExactly(moved);
            assertThat(above.in(Folder.FOLDERS).isEmpty()).isTrue();
        });

        assertThat(in(parent)).isEmpty();
        chain.run(dio -> assertThat(dio.load(parent).in(Folder.ARCHIVE).refs()).containsExactly(moved));
    }

    @Test
    void anObjectSaysWhichCollectionItIsIn() {
        DaoRef<Folder> parent = folder("parent");
        DaoRef<Folder> child = below(parent, "child");
        DaoVec<Folder> past = chain.commit(dio -> dio.load(parent).in(Folder.FOLDERS));
        chain.run(dio -> {
            Dao<Folder> above = dio.load(parent);
            Dao<Folder> there = dio.load(child);
            assertThat(there.isIn(above.in(Folder.FOLDERS))).isTrue();
            assertThat(there.isIn(above.in(Folder.ARCHIVE))).isFalse();
            assertThat(there.isIn(there.in(Folder.FOLDERS))).isFalse();
            assertThat(above.isIn(above.in(Folder.FOLDERS))).isFalse();
            assertThat(above.in(Folder.ARCHIVE).add(new Folder("new")).isIn(above.in(Folder.ARCHIVE))).isTrue();

            there.moveTo(above.in(Folder.ARCHIVE));
            assertThat(there.isIn(above.in(Folder.FOLDERS))).isFalse();
            assertThat(there.isIn(above.in(Folder.ARCHIVE))).isTrue();
            assertThatIllegalArgumentException().isThrownBy(() -> there.isIn(past));
        });
    }

    @Test
    void whereItIsAlreadyItKeepsItsPlaceAndNothingIsCommitted() {
        DaoRef<Folder> parent = folder("parent");
        DaoRef<Folder> first = below(parent, "first");
        below(parent, "second");
        DaoRef<Folder> other = folder("other");
        long before = chain.sequence();

        move(first, parent);
        chain.run(dio -> {
            Dao<Folder> there = dio.load(first);
            there.moveTo(dio.load(other).in(Folder.FOLDERS));
            there.moveToTop();
            there.moveTo(dio.load(parent).in(Folder.FOLDERS));
            assertThat(in(dio, parent)).containsExactly("first", "second");
        });

        assertThat(in(parent)).containsExactly("first", "second");
        assertThat(chain.sequence()).isEqualTo(before);
    }

    @Test
    void aUnitOfWorkSeesWhatItMoved() {
        DaoRef<Folder> from = folder("from");
        DaoRef<Folder> to = folder("to");
        DaoRef<Folder> moved = below(from, "moved");
        DaoRef<Folder> deeper = below(moved, "deeper");

        chain.run(dio -> {
            Dao<Folder> loaded = dio.load(moved);
            loaded.moveTo(dio.load(to).in(Folder.FOLDERS));
            dio.load(to).in(Folder.FOLDERS).add(new Folder("after it"));

            assertThat(in(dio, from)).isEmpty();
            assertThat(in(dio, to)).containsExactly("moved", "after it");
            assertThat(loaded.parent()).contains(to);
            assertThat(dio.load(deeper).parent()).contains(moved);
            assertThat(dio.all().map(Dao::key)).startsWith(from.key(), to.key(), moved.key(), deeper.key());
        });

        assertThat(in(to)).containsExactly("moved", "after it");
    }

    @Test
    void whatIsMovedLastComesLastWhateverWasDoneToItBefore() {
        DaoRef<Folder> from = folder("from");
        DaoRef<Folder> to = folder("to");
        DaoRef<Folder> moved = below(from, "old");

        chain.run(dio -> {
            Dao<Folder> loaded = dio.load(moved);
            loaded.update(_ -> new Folder("moved"));
            DaoVec<Folder> target = dio.load(to).in(Folder.FOLDERS);
            target.add(new Folder("added"));
            loaded.moveTo(target);
            assertThat(in(dio, to)).containsExactly("added", "moved");
        });

        assertThat(in(to)).containsExactly("added", "moved");
    }

    @Test
    void oneEventMovesUpdatesAndRules() {
        DaoRef<Folder> from = folder("from");
        DaoRef<Folder> to = folder("to");
        DaoRef<Folder> moved = below(from, "old");
        DaoRef<Folder> deeper = below(moved, "deeper");
        PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
        long before = chain.sequence();

        chain.run(dio -> {
            Dao<Folder> loaded = dio.load(moved);
            loaded.update(_ -> new Folder("new"));
            loaded.moveTo(dio.load(to).in(Folder.FOLDERS));
            loaded.rules(Rules.inherit().readableBy(own).controlledBy(own));
        });

        assertThat(chain.sequence()).as("the object, and what is sealed anew below it").isEqualTo(before + 2);
        assertThat(in(to)).containsExactly("new");
        assertThat(in(moved)).containsExactly("deeper");
        assertThat(chain.get(deeper)).isEqualTo(new Folder("deeper"));
    }

    @Test
    void whatIsMovedInheritsFromWhereItIs() {
        DaoRef<Folder> from = folder("from");
        DaoRef<Folder> sealed = chain.store(new Folder("sealed"));
        DaoRef<Folder> moved = below(from, "moved");
        move(moved, sealed);
        chain.run(dio -> dio.load(sealed).rules(Rules.inherit().writableByNobody()));

        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> chain.overwrite(moved, new Folder("changed")));
        chain.run(dio -> dio.load(moved).rules(Rules.inherit()));
        assertThatExceptionOfType(NoWriteAuthorityException.class).isThrownBy(() -> move(folder("other"), sealed));
    }

    @Test
    void aSubtreeWithRulesOfItsOwnKeepsThem() {
        PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
        DaoRef<Folder> from = folder("from");
        DaoRef<Folder> to = folder("to");
        DaoRef<Folder> moved = below(from, "moved");
        DaoRef<Folder> secret = chain.commit(dio -> dio.load(moved)
                .in(Folder.FOLDERS)
                .add(new Folder("secret"), Rules.inherit().readableBy(own))
                .ref());
        DaoRef<Folder> inner = below(secret, "inner");

        move(moved, to);

        assertThat(chain.get(inner)).isEqualTo(new Folder("inner"));
        chain.run(dio -> dio.load(inner).update(each -> new Folder(each.name() + "most")));
        assertThat(in(secret)).containsExactly("innermost");
        chain.run(dio -> assertThat(dio.load(secret).rules()).isEqualTo(Rules.inherit().readableBy(own)));
    }

    @Test
    void itGoesBelowWhatIsBornInTheSameUnitOfWorkEvenIfThatIsMovedItself() {
        DaoRef<Folder> moved = folder("moved");
        DaoRef<Folder> to = folder("to");

        DaoRef<Folder> born = chain.commit(dio -> {
            Dao<Folder> fresh = dio.store(new Folder("born"));
            dio.load(moved).moveTo(fresh.in(Folder.FOLDERS));
            fresh.in(Folder.FOLDERS).add(new Folder("child"));
            fresh.moveTo(dio.load(to).in(Folder.FOLDERS));
            assertThat(in(dio, fresh.ref())).containsExactly("moved", "child");
            assertThat(in(dio, to)).containsExactly("born");
            return fresh.ref();
        });

        assertThat(in(to)).containsExactly("born");
        assertThat(in(born)).containsExactly("moved", "child");
        assertThat(top()).containsExactly("to");
    }

    @Test
    void whatIsBornMovesWithWhatIsBornBelowIt() {
        DaoRef<Folder> to = folder("to");

        chain.run(dio -> {
            Dao<Folder> fresh = dio.store(new Folder("fresh"));
            fresh.in(Folder.FOLDERS).add(new Folder("child"));
            fresh.moveTo(dio.load(to).in(Folder.FOLDERS));
        });

        assertThat(in(to)).containsExactly("fresh");
        assertThat(top()).containsExactly("to");
    }

    @Test
    void parentAndChildChangePlacesInOneUnitOfWork() {
        DaoRef<Folder> parent = folder("parent");
        DaoRef<Folder> child = below(parent, "child");

        chain.run(dio -> {
            dio.load(child).moveToTop();
            dio.load(parent).moveTo(dio.load(child).in(Folder.FOLDERS));
        });

        assertThat(top()).containsExactly("child");
        assertThat(in(child)).containsExactly("parent");
        assertThat(in(parent)).isEmpty();
    }

    @Test
    void whatWasMovedOutBeforeItsParentIsDeletedLives() {
        DaoRef<Folder> parent = folder("parent");
        DaoRef<Folder> child = below(parent, "child");
        DaoRef<Folder> other = below(parent, "other");

        chain.run(dio -> {
            dio.load(child).moveToTop();
            dio.delete(parent);
            assertThat(dio.exists(other)).isFalse();
        });

        assertThat(top()).containsExactly("child");
        assertThat(chain.find(other)).isEmpty();
    }

    @Test
    void outOfWhatWasDeletedNothingIsMoved() {
        DaoRef<Folder> parent = folder("parent");
        DaoRef<Folder> child = below(parent, "child");

        chain.run(dio -> {
            Dao<Folder> late = dio.load(child);
            dio.delete(parent);
            assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(late::moveToTop);
        });

        assertThat(top()).isEmpty();
    }

    @Test
    void whatWasMovedBelowSomethingEndsWithIt() {
        DaoRef<Folder> parent = folder("parent");
        DaoRef<Folder> moved = folder("moved");
        DaoRef<Folder> deeper = below(moved, "deeper");
        DaoRef<Folder> further = folder("further");
        DaoRef<Folder> stays = folder("stays");

        chain.run(dio -> {
            Dao<Folder> fresh = dio.load(parent).in(Folder.FOLDERS).add(new Folder("fresh"));
            dio.load(moved).moveTo(fresh.in(Folder.FOLDERS));
            dio.load(further).moveTo(dio.load(deeper).in(Folder.FOLDERS));
            dio.delete(parent);
            for (DaoRef<Folder> each : List.of(parent, moved, deeper, further)) {
                assertThat(dio.exists(each)).isFalse();
            }
        });

        for (DaoRef<Folder> each : List.of(parent, moved, deeper, further)) {
            assertThat(chain.find(each)).isEmpty();
        }
        assertThat(chain.get(stays)).isEqualTo(new Folder("stays"));
    }

    @Test
    void whatWasMovedAndThenDeletedIsGoneFromBothCollections() {
        DaoRef<Folder> from = folder("from");
        DaoRef<Folder> to = folder("to");
        DaoRef<Folder> moved = below(from, "moved");

        chain.run(dio -> {
            Dao<Folder> loaded = dio.load(moved);
            loaded.moveTo(dio.load(to).in(Folder.FOLDERS));
            loaded.delete();
            assertThat(in(dio, from)).isEmpty();
            assertThat(in(dio, to)).isEmpty();
        });

        assertThat(in(from)).isEmpty();
        assertThat(in(to)).isEmpty();
    }

    @Test
    void itGoesNeitherBelowItselfNorDeeperThanThereIsRoomNorWhereItHasNoPlace() {
        DaoRef<Folder> top = folder("top");
        DaoRef<Folder> bottom = below(top, "bottom");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> move(top, bottom))
                .withMessageContaining("below itself");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> move(top, top))
                .withMessageContaining("below itself");

        DaoRef<Folder> deepest = chain.commit(dio -> {
            Dao<Folder> at = dio.load(top);
            for (int depth = 1; depth < 512; depth++) {
                at = at.in(Folder.ARCHIVE).add(new Folder("deep"));
            }
            return at.ref();
        });
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> move(folder("one more"), deepest))
                .withMessageContaining("512");

        DaoRef<Folder> named = chain.ref(Folder.class, "named");
        chain.store(named, new Folder("named"));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> move(named, top))
                .withMessageContaining("name");
        chain.run(dio -> {
            DaoVec<Folder> here = dio.load(top).in(Folder.FOLDERS);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> chain.run(other -> other.load(bottom).moveTo(here)));
        });
    }

    @Test
    void treesGoOnlyIntoCollectionsOfTheirType() {
        DaoRef<Folder> top = folder("top");
        DaoRef<Paper> paper = chain.store(new Paper("text"));
        chain.run(dio -> {
            Field.Vec<tools.jackson.databind.JsonNode> folders = Field.vec("folders", Type.tree("Folder"));
            var tree = dio.find(paper.key()).orElseThrow();
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> tree.moveTo(dio.load(top).in(folders)))
                    .withMessageContaining("Paper");
        });
    }

    @Test
    void itDoesNotGoToOtherReadersUnlessItHasItsOwn() {
        PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
        DaoRef<Folder> vault = chain.store(new Folder("vault"), Rules.inherit().readableBy(own));
        DaoRef<Folder> board = chain.store(new Folder("board"), Rules.inherit().readableByEveryone());
        DaoRef<Folder> other = chain.store(new Folder("other board"), Rules.inherit().readableByEveryone());
        DaoRef<Folder> plain = folder("plain");
        DaoRef<Folder> inVault = below(vault, "in the vault");
        DaoRef<Folder> onBoard = below(board, "on the board");

        for (DaoRef<Folder> target : List.of(vault, board)) {
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> move(plain, target))
                    .withMessageContaining("others read");
        }
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> chain.run(dio -> dio.load(inVault).moveToTop()))
                .withMessageContaining("others read");

        move(onBoard, other);
        assertThat(chain.as(Session.none()).get(onBoard)).isEqualTo(new Folder("on the board"));
        move(vault, board);
        assertThat(in(board)).containsExactly("vault");
        assertThat(in(vault)).containsExactly("in the vault");
        assertThatExceptionOfType(NoReadAuthorityException.class)
                .isThrownBy(() -> chain.as(Session.none()).get(inVault));
    }

    @Test
    void readersAndPlaceChangeInOneUnitOfWorkWhereItsValueIsSealedForThem() {
        PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
        DaoRef<Folder> box = folder("box");
        DaoRef<Folder> stays = below(box, "stays");
        DaoRef<Folder> out = below(box, "out");
        DaoRef<Folder> comes = folder("comes");
        DaoRef<Folder> withIt = below(comes, "with it");

        chain.run(dio -> {
            dio.load(out).moveToTop();
            dio.load(comes).moveTo(dio.load(box).in(Folder.FOLDERS));
            dio.load(box).rules(Rules.inherit().readableBy(own));
        });

        assertThat(in(box)).containsExactly("stays", "comes");
        assertThat(chain.get(stays)).isEqualTo(new Folder("stays"));
        assertThat(chain.get(out)).isEqualTo(new Folder("out"));
        assertThat(chain.get(comes)).isEqualTo(new Folder("comes"));
        assertThat(chain.get(withIt)).isEqualTo(new Folder("with it"));
        chain.run(dio -> {
            dio.load(box).rules(Rules.inherit());
            dio.load(comes).moveToTop();
        });
        assertThat(top()).containsExactly("box", "out", "comes");
        assertThat(in(comes)).containsExactly("with it");
    }

    @Test
    void aMoveTakesControlWhereItIsAndWriteWhereItGoes() {
        try (KeyBundle bobsKeys = KeyBundle.generate(); Chain asBob = chain.as(Session.of(bobsKeys))) {
            PublicKeys bob = bobsKeys.publicKeys();
            PublicKeys alice = chain.session().publicKeys().findFirst().orElseThrow();
            chain.run(dio -> dio.chainRules().grantRead(bob));
            DaoRef<Folder> his = chain.store(new Folder("his"), Rules.inherit().writableBy(alice, bob));
            DaoRef<Folder> controlled = chain.store(new Folder("controlled"), Rules.inherit().controlledBy(bob));
            DaoRef<Folder> written = below(his, "written");

            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> asBob.run(dio -> dio.load(written).moveToTop()))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_CONTROL_AUTHORITY));
            asBob.run(dio -> dio.load(controlled).moveTo(dio.load(his).in(Folder.FOLDERS)));
            assertThat(in(his)).containsExactly("written", "controlled");
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> asBob.run(dio -> dio.load(controlled).moveToTop()))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_WRITE_AUTHORITY));
        }
    }

    @Test
    void aSessionOfSeveralKeysMovesByOneAndPutsByTheOther() {
        try (KeyBundle bob = KeyBundle.generate();
                KeyBundle carol = KeyBundle.generate();
                Chain both = chain.as(Session.of(bob, carol))) {
            chain.run(dio -> dio.chainRules().grantRead(bob.publicKeys()));
            DaoRef<Folder> target = chain.store(new Folder("target"), Rules.inherit().writableBy(carol.publicKeys()));
            DaoRef<Folder> moved = chain.store(new Folder("moved"), Rules.inherit().controlledBy(bob.publicKeys()));

            both.run(dio -> dio.load(moved).moveTo(dio.load(target).in(Folder.FOLDERS)));

            assertThat(in(target)).containsExactly("moved");
        }
    }

    @Test
    void twoWhoMoveTwoObjectsBelowEachOtherAtOnceMakeNoCycle() {
        DaoRef<Folder> a = folder("a");
        DaoRef<Folder> b = folder("b");
        AtomicInteger runs = new AtomicInteger();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> chain.run(dio -> {
            Dao<Folder> below = dio.load(b);
            if (runs.incrementAndGet() == 1) {
                move(b, a);
            }
            dio.load(a).moveTo(below.in(Folder.FOLDERS));
        })).withMessageContaining("below itself");

        assertThat(runs).as("it is run again, and sees for itself").hasValue(2);
        assertThat(in(a)).containsExactly("b");
        assertThat(in(b)).isEmpty();
    }

    @Test
    void whatChangedMeanwhileIsLookedAtAgainBeforeItIsMoved() {
        DaoRef<Folder> to = folder("to");
        DaoRef<Folder> moved = folder("moved");
        AtomicInteger runs = new AtomicInteger();

        chain.run(dio -> {
            Dao<Folder> loaded = dio.load(moved);
            if (runs.incrementAndGet() == 1) {
                chain.overwrite(moved, new Folder("keep at the top"));
            }
            if (!loaded.value().name().startsWith("keep")) {
                loaded.moveTo(dio.load(to).in(Folder.FOLDERS));
            }
        });

        assertThat(runs).hasValue(2);
        assertThat(top()).containsExactly("to", "keep at the top");
    }

    @Test
    void whereItGoesMayChangeMeanwhileAsLongAsItIsThereForTheSameReaders() {
        PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
        DaoRef<Folder> to = folder("to");
        DaoRef<Folder> moved = folder("moved");
        AtomicInteger runs = new AtomicInteger();
        chain.run(dio -> {
            dio.load(moved).moveTo(dio.load(to).in(Folder.FOLDERS));
            runs.incrementAndGet();
            chain.overwrite(to, new Folder("another value"));
        });
        assertThat(runs).hasValue(1);

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> chain.run(dio -> {
            Dao<Folder> loaded = dio.load(moved);
            if (runs.incrementAndGet() == 2) {
                chain.run(other -> other.load(to).rules(Rules.inherit().readableBy(own)));
            }
            loaded.moveToTop();
        })).withMessageContaining("others read");
        assertThat(runs).hasValue(3);

        DaoRef<Folder> open = folder("open");
        DaoRef<Folder> late = folder("late");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> chain.run(dio -> {
            Dao<Folder> target = dio.load(open);
            if (runs.incrementAndGet() == 4) {
                chain.run(other -> other.load(open).rules(Rules.inherit().readableBy(own)));
            }
            dio.load(late).moveTo(target.in(Folder.FOLDERS));
        })).withMessageContaining("others read");
        assertThat(runs).hasValue(5);
        assertThat(in(open)).isEmpty();
    }

    @Test
    void whatIsMovedInWhileReadersChangeIsSealedForTheNewOnes() {
        try (KeyBundle bob = KeyBundle.generate(); Chain asBob = chain.as(Session.of(bob))) {
            DaoRef<Folder> shared = folder("shared");
            DaoRef<Folder> moved = folder("moved");
            DaoRef<Folder> deeper = below(moved, "deeper");

            chain.run(dio -> {
                dio.load(shared).grantRead(bob.publicKeys());
                meanwhile(() -> {
                    move(moved, shared);
                    return shared;
                });
            });

            assertThat(asBob.get(moved)).isEqualTo(new Folder("moved"));
            assertThat(asBob.get(deeper)).isEqualTo(new Folder("deeper"));
        }
    }

    private static void meanwhile(Supplier<?> other) {
        assertThat(other.get()).isNotNull();
    }

    @Test
    void movesThatNobodyWaitsForAreSeenAtOnceAndTakenInOrder() {
        DaoRef<Folder> a = folder("a");
        DaoRef<Folder> b = folder("b");
        DaoRef<Folder> moved = folder("moved");
        Chain hasty = chain.with(Scope.NONE);

        for (int i = 0; i < 50; i++) {
            DaoRef<Folder> target = i % 2 == 0 ? a : b;
            DaoRef<Folder> source = i % 2 == 0 ? b : a;
            hasty.run(dio -> dio.load(moved).moveTo(dio.load(target).in(Folder.FOLDERS)));
            hasty.run(dio -> {
                assertThat(in(dio, target)).containsExactly("moved");
                assertThat(in(dio, source)).isEmpty();
            });
        }
        DaoRef<Folder> last = folder("last");

        assertThat(in(b)).containsExactly("moved");
        assertThat(top()).containsExactly("a", "b", "last");
        assertThat(chain.get(last)).isNotNull();
    }
}
