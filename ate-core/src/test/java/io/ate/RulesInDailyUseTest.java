package io.ate;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** People and roles, which are keys that several of them hold, at work on one chain; in both trust modes. */
@ParameterizedClass
@EnumSource(Trust.class)
class RulesInDailyUseTest {
    @Parameter
    private Trust trust;

    private final KeyBundle bob = KeyBundle.generate();
    private final KeyBundle carol = KeyBundle.generate();
    private final KeyBundle accounting = KeyBundle.generate();
    private Chain chain;
    private PublicKeys alice;

    record File(String text) {
        static final Field.Vec<File> FILES = Field.vec("files", File.class);
    }

    @BeforeEach
    void open() {
        chain = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust));
        alice = chain.session().publicKeys().findFirst().orElseThrow();
    }

    @AfterEach
    void close() {
        chain.close();
        List.of(bob, carol, accounting).forEach(KeyBundle::close);
    }

    private Chain as(KeyBundle... keys) {
        return chain.as(Session.of(keys));
    }

    private DaoRef<File> below(DaoRef<File> parent, String text, Rules rules) {
        return chain.commit(dio -> dio.load(parent).in(File.FILES).add(new File(text), rules).ref());
    }

    private static void assertClosed(Chain to, DaoRef<File> file) {
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> to.get(file));
    }

    private static void assertFixed(Chain to, DaoRef<File> file) {
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> to.overwrite(file, new File("not mine to write")));
    }

    @Test
    void whoHoldsARoleReadsByItAndWritesByHisOwnKey() {
        DaoRef<File> books = chain.store(new File("books"), Rules.inherit()
                .readableBy(alice, accounting.publicKeys())
                .writableBy(alice, bob.publicKeys(), carol.publicKeys()));
        DaoRef<File> page = below(books, "page 1", Rules.inherit().writableBy(bob.publicKeys()));

        assertThat(as(accounting).get(page)).isEqualTo(new File("page 1"));
        assertFixed(as(accounting), page);
        assertClosed(as(bob), page);
        assertThat(as(bob, accounting).<File, RuntimeException>commit(
                dio -> dio.load(page).update(_ -> new File("page 1, by bob")))).isEqualTo(new File("page 1, by bob"));
        assertFixed(as(carol, accounting), page);
        as(carol, accounting).overwrite(books, new File("books, by carol"));
        chain.run(dio -> {
            assertThat(dio.load(page).updated().author()).isEqualTo(bob.publicKeys().id());
            assertThat(dio.load(books).updated().author()).isEqualTo(carol.publicKeys().id());
        });
    }

    @Test
    void oneCommitTakesWhatSeveralKeysOfItsSessionMay() {
        chain.run(dio -> dio.chainRules().grantRead(bob.publicKeys()));
        DaoRef<File> his = chain.store(new File("bob's"), Rules.inherit().writableBy(bob.publicKeys()));
        DaoRef<File> hers = chain.store(new File("carol's"), Rules.inherit().writableBy(carol.publicKeys()));
        Chain.Task<RuntimeException> both = dio -> {
            dio.load(his).update(_ -> new File("both"));
            dio.load(hers).update(_ -> new File("both"));
        };

        assertThatExceptionOfType(NoWriteAuthorityException.class).isThrownBy(() -> as(bob).run(both));
        assertThat(chain.get(his)).as("all or nothing").isEqualTo(new File("bob's"));
        as(bob, carol).run(both);

        assertThat(chain.get(his)).isEqualTo(new File("both"));
        assertThat(chain.get(hers)).isEqualTo(new File("both"));
    }

    @Test
    void aPrivateSubtreeOfASharedChainIsSeenAndNotRead() {
        chain.run(dio -> {
            dio.chainRules().grantRead(bob.publicKeys());
            dio.chainRules().grantWrite(bob.publicKeys());
        });
        DaoRef<File> shared = chain.store(new File("shared"));
        DaoRef<File> diary = below(shared, "diary", Rules.inherit().readableBy(alice).writableBy(alice));
        DaoRef<File> page = below(diary, "dear diary", Rules.inherit());
        Chain asBob = as(bob);

        asBob.run(dio -> {
            DaoVec<File> files = dio.load(shared).in(File.FILES);
            assertThat(files.size()).isEqualTo(1);
            Dao<File> closed = files.page(10).objects().getFirst();
            assertThat(closed.rulesInForce().readers()).isEqualTo(new Rules.Who.Only(List.of(alice)));
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(closed::value);
            assertThat(closed.in(File.FILES).refs()).containsExactly(page);
        });
        assertClosed(asBob, page);
        assertThatExceptionOfType(NoReadAuthorityException.class)
                .isThrownBy(() -> asBob.overwrite(page, new File("for readers whose key he has not")));
        assertThatExceptionOfType(NoWriteAuthorityException.class).isThrownBy(() -> asBob.delete(diary));
        assertThat(chain.get(page)).isEqualTo(new File("dear diary"));
    }

    @Test
    void whoeverWalksThroughManyAsksWhichOfThemAreHisToRead() {
        chain.run(dio -> dio.chainRules().grantRead(bob.publicKeys()));
        DaoRef<File> shelf = chain.store(new File("shelf"));
        DaoRef<File> open = below(shelf, "open", Rules.inherit());
        DaoRef<File> diary = below(shelf, "diary", Rules.inherit().readableBy(alice));
        below(shelf, "notice", Rules.inherit().readableByEveryone());
        Chain asBob = as(bob);

        List<Dao<File>> walked = asBob.commit(dio -> dio.load(shelf).in(File.FILES).stream().toList());
        List<String> texts = asBob.commit(dio -> dio.load(shelf)
                .in(File.FILES)
                .stream()
                .filter(Dao::isReadable)
                .map(each -> each.value().text())
                .toList());

        assertThat(texts).containsExactly("open", "notice");
        assertThat(walked.stream().map(Dao::isReadable)).as("also after the unit of work")
                .containsExactly(true, false, true);
        chain.run(dio -> assertThat(dio.load(shelf).in(File.FILES).stream()).allMatch(Dao::isReadable));
        chain.run(dio -> { // what one writes oneself is one's own to read
            assertThat(dio.store(new File("new")).isReadable()).isTrue();
            assertThat(dio.overwrite(open, new File("changed")).isReadable()).isTrue();
        });
        chain.run(dio -> dio.load(diary).grantRead(bob.publicKeys()));
        asBob.run(dio -> assertThat(dio.load(diary).isReadable()).isTrue());
    }

    @Test
    void whoIsTakenOffAnObjectReadsNothingMoreOfItAndTheResultSaysWhatHeKeeps() {
        DaoRef<File> plan = chain.store(new File("plan"),
                Rules.inherit().readableBy(alice, bob.publicKeys(), accounting.publicKeys()));
        DaoRef<File> before = below(plan, "before", Rules.inherit());
        assertThat(as(bob).get(before)).isEqualTo(new File("before"));

        RulesResult result = chain.commit(dio -> dio.load(plan).revokeRead(bob.publicKeys().id()));
        DaoRef<File> after = below(plan, "after", Rules.inherit());
        chain.overwrite(plan, new File("another plan"));

        assertThat(result.renewed()).isTrue();
        assertThat(result.formerReaders()).containsExactly(bob.publicKeys().id());
        assertThat(result.toString()).contains(bob.publicKeys().id().toString())
                .contains("written before stays readable");
        assertClosed(as(bob), after);
        assertClosed(as(bob), plan);
        assertThat(as(accounting).get(plan)).isEqualTo(new File("another plan"));
        assertThat(as(accounting).get(before)).isEqualTo(new File("before"));
        assertThat(as(bob, accounting).get(after)).as("he who holds the role still reads by it")
                .isEqualTo(new File("after"));
    }

    @Test
    void controlIsHandedOnAndEnds() {
        DaoRef<File> project = chain.store(new File("project"),
                Rules.inherit().readableBy(alice, bob.publicKeys()).controlledBy(alice));
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> as(bob).run(dio -> dio.load(project).grantWrite(bob.publicKeys())));

        chain.run(dio -> dio.load(project).rules(dio.load(project).rules().controlledBy(bob.publicKeys())));
        as(bob).run(dio -> dio.load(project).grantWrite(bob.publicKeys()));

        as(bob).overwrite(project, new File("by bob"));
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> chain.run(dio -> dio.load(project).rules(Rules.inherit())))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_CONTROL_AUTHORITY));
    }

    @Test
    void whatNobodyMayWriteFromNowOnIsNotSealedAnewAndSaidSo() {
        DaoRef<File> minutes = chain.store(new File("minutes"));
        DaoRef<File> page = below(minutes, "page", Rules.inherit());

        RulesResult result = chain.commit(dio -> dio.load(minutes)
                .rules(Rules.inherit().readableBy(alice, bob.publicKeys()).writableByNobody()));

        assertThat(result.left()).isEqualTo(1);
        assertThat(as(bob).get(minutes)).isEqualTo(new File("minutes"));
        assertClosed(as(bob), page);
        assertThat(chain.get(page)).isEqualTo(new File("page"));
        assertFixed(chain, page);
    }
}
