package io.ate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a unit of work sees, and what its commit holds. */
class UnitOfWorkTest {
    private static final Field.Vec<Leaf> LEAVES = Field.vec("leaves", Leaf.class);
    private static final Field.Vec<Leaf> ROOTS = Field.vec("roots", Leaf.class);

    private final Chain chain = Chain.temporary();

    record Tree(String name) {}

    record Leaf(String name) {}

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void twoEditsOfOneObjectAreOneChangeAndOthersInBetweenDoNoHarm() {
        DaoRef<Tree> a = chain.store(new Tree("a"));
        DaoRef<Tree> b = chain.store(new Tree("b"));
        long before = chain.sequence();

        chain.run(dio -> {
            dio.load(a).update(tree -> new Tree(tree.name() + "1"));
            dio.load(b).update(tree -> new Tree(tree.name() + "1"));
            dio.load(a).update(tree -> new Tree(tree.name() + "2"));
        });

        assertThat(chain.get(a)).isEqualTo(new Tree("a12"));
        assertThat(chain.get(b)).isEqualTo(new Tree("b1"));
        assertThat(chain.sequence()).isEqualTo(before + 2);
    }

    @Test
    void whoIsRefusedLateIsToldTheNameOfTheObjectThatOthersHaveStored() {
        DaoRef<Tree> named = chain.ref(Tree.class, "oak");

        CompletableFuture<?> late = chain.commitAsync(dio -> {
            dio.store(named, new Tree("mine"));
            return chain.store(named, new Tree("theirs"));
        });

        assertThatExceptionOfType(CompletionException.class).isThrownBy(late::join)
                .havingCause()
                .isInstanceOf(ConflictException.class)
                .withMessage("\"oak\" of type Tree exists already");
    }

    @Test
    void whatIsOfAnotherTypeThanItsReferenceSaysIsNotDeletedByIt() {
        DaoRef<Tree> tree = chain.store(new Tree("a"));
        DaoRef<Leaf> wrong = DaoRef.of(Leaf.class, tree.key());

        assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> chain.delete(wrong))
                .withMessageContaining("is of type Tree, not of type Leaf");
        assertThat(chain.find(tree)).isPresent();
        chain.delete(DaoRef.of(Type.tree(), tree.key()));
        assertThat(chain.find(tree)).isEmpty();
    }

    @Test
    void whatIsDeletedByTheVeryFunctionThatUpdatesItDoesNotComeBack() {
        DaoRef<Tree> tree = chain.store(new Tree("a"));

        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> chain.run(dio -> {
            Dao<Tree> doomed = dio.load(tree);
            doomed.update(present -> {
                doomed.delete();
                return new Tree("b");
            });
        })).withMessageContaining("was deleted in this unit of work");
        assertThat(chain.get(tree)).isEqualTo(new Tree("a"));
    }

    @Test
    void anObjectEndsWithAllBelowItInOneEvent() {
        DaoRef<Tree> tree = chain.store(new Tree("tree"));
        List<DaoRef<Leaf>> leaves = chain.commit(dio -> {
            Dao<Leaf> branch = dio.load(tree).in(LEAVES).add(new Leaf("branch"));
            return List.of(branch.ref(), branch.in(ROOTS).add(new Leaf("twig")).ref());
        });
        long before = chain.sequence();

        chain.run(dio -> {
            Dao<Tree> loaded = dio.load(tree);
            Dao<Leaf> twig = dio.load(leaves.getLast());
            DaoVec<Leaf> collection = loaded.in(LEAVES);
            loaded.in(LEAVES).add(new Leaf("never stored"));
            loaded.delete();

            for (DaoRef<Leaf> each : leaves) {
                assertThat(dio.exists(each)).isFalse();
            }
            assertThat(dio.all()).isEmpty();
            assertThat(twig.value()).as("it still says what it was").isEqualTo(new Leaf("twig"));
            assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(twig::delete);
            assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(collection::size);
            assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> collection.page(1));
            assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(collection::stream);
            assertThatExceptionOfType(NoSuchObjectException.class)
                    .isThrownBy(() -> collection.add(new Leaf("too late")));
        });

        assertThat(chain.sequence()).isEqualTo(before + 1);
        leaves.forEach(each -> assertThat(chain.find(each)).isEmpty());
    }

    @Test
    void twoHandlesOfOneObjectShowTheSame() {
        DaoRef<Tree> ref = chain.store(new Tree("a"));

        chain.run(dio -> {
            Dao<Tree> one = dio.load(ref);
            Dao<Tree> other = dio.load(ref);
            one.update(tree -> new Tree("b"));
            assertThat(other.value()).isEqualTo(new Tree("b"));
            other.update(tree -> new Tree(tree.name() + "c"));
            assertThat(one.value()).isEqualTo(new Tree("bc"));
        });

        assertThat(chain.get(ref)).isEqualTo(new Tree("bc"));
    }

    @Test
    void aUnitOfWorkReadsItsOwnWritesAndNobodyElseDoesBeforeTheCommit() {
        DaoRef<Tree> old = chain.store(new Tree("old"));

        chain.run(dio -> {
            Dao<Tree> young = dio.store(new Tree("young"));
            young.in(LEAVES).add(new Leaf("first"));
            young.in(LEAVES).add(new Leaf("second"));
            dio.delete(old);

            assertThat(young.in(LEAVES).values()).containsExactly(new Leaf("first"), new Leaf("second"));
            assertThat(young.in(LEAVES).size()).isEqualTo(2);
            assertThat(young.in(ROOTS).size()).isZero();
            assertThat(dio.exists(old)).isFalse();
            assertThat(dio.find(old)).isEmpty();
            assertThat(dio.roots(Tree.class).map(Dao::value)).containsExactly(new Tree("young"));
            assertThat(dio.load(young.ref()).value()).isEqualTo(new Tree("young"));
            assertThat(chain.find(young.ref())).isEmpty();
            assertThat(chain.find(old)).isPresent();
        });
    }

    @Test
    void whatWasStoredAndDeletedAgainIsNothing() {
        chain.run(dio -> {
            Dao<Tree> tree = dio.store(new Tree("short-lived"));
            tree.in(LEAVES).add(new Leaf("too"));
            tree.delete();
        });

        assertThat(chain.sequence()).isZero();
    }

    @Test
    void deletingAnObjectDeletesWhatHangsBelowAlsoWhatWasChangedThere() {
        DaoRef<Tree> tree = chain.store(new Tree("tree"));
        DaoRef<Leaf> leaf = chain.commit(dio -> dio.load(tree).in(LEAVES).add(new Leaf("leaf")).ref());
        long before = chain.sequence();

        chain.run(dio -> {
            Dao<Leaf> changed = dio.load(leaf);
            changed.update(each -> new Leaf("changed"));
            dio.load(tree).in(LEAVES).add(new Leaf("new"));
            dio.delete(tree);
            assertThat(dio.exists(leaf)).isFalse();
            assertThatExceptionOfType(NoSuchObjectException.class)
                    .isThrownBy(() -> changed.update(each -> new Leaf("again")));
        });

        assertThat(chain.find(leaf)).isEmpty();
        assertThat(chain.sequence()).as("one event deletes the subtree").isEqualTo(before + 1);
    }

    @Test
    void childrenComeInTheOrderInWhichTheyWereAdded() {
        DaoRef<Tree> tree = chain.store(new Tree("tree"));
        List<Leaf> leaves = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Leaf leaf = new Leaf("leaf " + i);
            leaves.add(leaf);
            chain.run(dio -> dio.load(tree).in(LEAVES).add(leaf));
        }

        List<Leaf> found = chain.commit(dio -> dio.children(tree, LEAVES).map(Dao::value).toList());
        assertThat(found).isEqualTo(leaves);
    }

    @Test
    void allObjectsAreFoundParentsBeforeTheirChildren() {
        DaoRef<Tree> tree = chain.store(new Tree("tree"));
        chain.run(dio -> dio.load(tree).in(LEAVES).add(new Leaf("leaf")));
        chain.store(new Tree("other"));

        chain.run(dio -> {
            dio.load(tree).in(ROOTS).add(new Leaf("root"));
            assertThat(dio.all().map(each -> each.value().get("name").asString()))
                    .containsExactlyInAnyOrder("tree", "leaf", "root", "other")
                    .startsWith("tree");
        });
    }

    @Test
    void anExceptionOfTheBodyDiscardsWhatItDidAndIsPassedOn() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> chain.run(dio -> {
            dio.store(new Tree("lost"));
            throw new IOException("out of ink");
        })).withMessage("out of ink");

        assertThat(chain.sequence()).isZero();
    }

    @Test
    void afterItsEndAnObjectStillAnswersKeyReferenceAndValueWithWhetherThatIsReadableAndNothingElse() {
        Dao<Tree> tree = chain.commit(dio -> dio.store(new Tree("tree")));

        assertThat(tree.value()).isEqualTo(new Tree("tree"));
        assertThat(chain.get(tree.ref())).isEqualTo(new Tree("tree"));
        assertThat(tree.key()).isEqualTo(tree.ref().key());
        assertThat(tree.isReadable()).isTrue();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> tree.update(each -> each));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(tree::delete);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> tree.in(LEAVES));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(tree::version);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(tree::rules);
    }

    @Test
    void afterItsEndAnObjectShowsWhatItsUnitOfWorkSawStoredOrNot() {
        DaoRef<Tree> tree = chain.store(new Tree("tree"));
        List<Dao<Tree>> leaked = new ArrayList<>();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> chain.run(dio -> {
            leaked.add(dio.load(tree));
            dio.load(tree).update(_ -> new Tree("never stored"));
            throw new IOException("out of ink");
        }));
        leaked.add(chain.commit(dio -> dio.load(tree)));
        chain.overwrite(tree, new Tree("newer"));

        assertThat(leaked.stream().map(Dao::value)).containsExactly(new Tree("never stored"), new Tree("tree"));
        assertThat(chain.get(tree)).isEqualTo(new Tree("newer"));
    }

    @Test
    void afterItsEndAUnitOfWorkDoesNothing() {
        Dio[] leaked = new Dio[1];
        chain.run(dio -> leaked[0] = dio);

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> leaked[0].store(new Tree("late")));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> leaked[0].roots(Tree.class));
    }

    @Test
    void aClosedChainDoesNothingAndClosingItAgainIsFine() {
        DaoRef<Tree> tree = chain.store(new Tree("tree"));
        Chain other = chain.with(Scope.NONE);
        other.close();
        assertThat(chain.get(tree)).as("only the chain that was opened closes").isEqualTo(new Tree("tree"));

        chain.close();
        chain.close();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> chain.get(tree));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> other.store(new Tree("late")));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> other.ref(Tree.class, "name"));
    }

    @Test
    void anObjectTellsItsPlaceItsTypeAndWhoWroteIt() {
        KeyId author = chain.session().keys().getFirst().id();
        DaoRef<Tree> tree = chain.store(new Tree("tree"));
        DaoRef<Leaf> leaf = chain.commit(dio -> dio.load(tree).in(LEAVES).add(new Leaf("leaf")).ref());
        chain.run(dio -> dio.load(leaf).update(each -> new Leaf("changed")));

        chain.run(dio -> {
            Dao<JsonNode> found = dio.find(leaf.key()).orElseThrow();
            assertThat(found.typeName()).isEqualTo("Leaf");
            assertThat(found.parent()).contains(tree);
            assertThat(found.version()).isEqualTo(3);
            assertThat(found.created().sequence()).isEqualTo(2);
            assertThat(found.updated().sequence()).isEqualTo(3);
            assertThat(found.created().author()).isEqualTo(author);
            assertThat(dio.load(tree).parent()).isEmpty();
            assertThat(dio.store(new Tree("new")).version()).isZero();
        });
    }

    @Test
    void aNamedObjectIsStoredOnceChangedAndDeletedLikeAnyOther() {
        DaoRef<Tree> oak = chain.ref(Tree.class, "oak");
        assertThat(chain.ref(Tree.class, "oak").key()).isEqualTo(oak.key());
        assertThat(chain.ref(Leaf.class, "oak").key()).isNotEqualTo(oak.key());

        chain.store(oak, new Tree("young"));
        chain.run(dio -> dio.load(DaoRef.of(Tree.class, oak.key())).update(tree -> new Tree("old")));
        assertThat(chain.find(oak)).contains(new Tree("old"));
        chain.delete(DaoRef.of(Tree.class, oak.key()));
        assertThat(chain.find(oak)).isEmpty();
        chain.overwrite(oak, new Tree("again"));
        chain.overwrite(oak, new Tree("and again"));

        assertThat(chain.find(oak)).contains(new Tree("and again"));
    }

    @Test
    void aNamedObjectIsNotDeletedAndStoredAgainInOneCommit() {
        DaoRef<Tree> oak = chain.ref(Tree.class, "oak");
        chain.store(oak, new Tree("young"));

        chain.run(dio -> {
            dio.delete(oak);
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> dio.store(oak, new Tree("new")));
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> dio.overwrite(oak, new Tree("new")));
        });
    }

    @Test
    void whatDoesNotExistIsSaidToBeMissing() {
        DaoRef<Tree> nowhere = DaoRef.of(Tree.class, new PrimaryKey(1, 2));

        assertThat(chain.find(nowhere)).isEqualTo(Optional.empty());
        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> chain.get(nowhere))
                .withMessageContaining(nowhere.key().toString());
        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> chain.delete(nowhere));
        assertThatExceptionOfType(NoSuchObjectException.class)
                .isThrownBy(() -> chain.overwrite(nowhere, new Tree("x")));
        assertThatExceptionOfType(NoSuchObjectException.class)
                .isThrownBy(() -> chain.run(dio -> dio.children(nowhere, LEAVES)));
    }

    @Test
    void aReferenceOfAnotherChainStoresNothing() {
        try (Chain other = Chain.temporary()) {
            DaoRef<Tree> foreign = other.ref(Tree.class, "oak");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> chain.store(foreign, new Tree("oak")))
                    .withMessageContaining("another chain");
        }
    }

    @Test
    void manyObjectsFitIntoOneCommitAndTooManyAreRefusedWhole() {
        chain.run(dio -> {
            for (int i = 0; i < 1_000; i++) {
                dio.store(new Tree("tree " + i));
            }
        });
        assertThat(chain.sequence()).isEqualTo(1_000);

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> chain.run(dio -> {
            for (int i = 0; i < 10_001; i++) {
                dio.store(new Tree("tree " + i));
            }
        })).withMessageContaining("10000");
        assertThat(chain.sequence()).isEqualTo(1_000);
    }
}
