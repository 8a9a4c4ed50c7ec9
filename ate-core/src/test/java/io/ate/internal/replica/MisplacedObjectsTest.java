package io.ate.internal.replica;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.CorruptionException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.PrimaryKey;
import io.ate.Rules;
import io.ate.RulesResult;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Subscribers;
import io.ate.Type;
import io.ate.UntrustedServerException;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.event.Commit;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Keys;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.RootAt;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * In centralized trust a server may say who wrote values, and that objects ended; it must not come by that to decide
 * who reads what is written next. A lying server puts objects where others read, or everyone, and waits for the real
 * library to write there.
 */
final class MisplacedObjectsTest {
    private static final Field.Vec<Note> NOTES = Field.vec("notes", Note.class);

    private final HeldKeys alice = Keys.of("alice");
    private final HeldKeys bob = Keys.of("bob");
    private final SignedGenesis genesis = new GenesisMaker(Entropy.system()).make(
            new ChainName("example.com/notes"),
            Genesis.of(Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys()))
                    .subscribers(Subscribers.EVERYONE),
            Session.of(alice));
    private final LocalReplica honest = LocalReplicas.temporary(
            ReplicaThreads.environment(Entropy.system(), System::currentTimeMillis), genesis);
    private final Chain chain = Chains.over(honest, Session.of(alice), AteConfig.defaults(), () -> {
    });
    private final World world = new World(Keys.of("server"));
    private final LyingServer server = new LyingServer(world, genesis);
    private final WriterId forger = new WriterId(alice.id(), 66, 6);
    private long forged;
    private long lastForged;
    private long end;

    record Note(String text) {}

    @AfterEach
    void close() {
        chain.close();
    }

    // --- what the server tells

    /** All that was honestly written so far. */
    private void theTruth() {
        for (Replica.Applied each : honest.history(end)) {
            server.tell(each);
            end = each.record().last();
        }
    }

    /** A commit that nobody signed, which Alice is said to have written. */
    private void aLie(Change... changes) {
        aLie(Stream.of(changes).map(each -> each.by(alice.id())).toList());
    }

    private void aLie(List<Event> events) {
        var root = MerkleFrontier.rootOf(events.stream().map(each -> each.hash(genesis.chainId())).toList()).root();
        Statement statement = new Statement(forger, ++forged, 1, 0, 0, RootAt.EMPTY.root(), List.of(alice.id()),
                List.of(), null, events.size(), root);
        server.tell(new Commit(statement, statement.encode(), List.of(), events), lastForged);
        lastForged = end + 1;
        end += events.size();
    }

    /** The data key that the chain's readers have. */
    private DataKeyId keyOfTheChain() {
        try (Standpoint now = honest.standpoint()) {
            RuleEntry rules = Objects.requireNonNull(now.zero().rules());
            return ((KeyRing.Sealed) Objects.requireNonNull(rules.ring())).newest();
        }
    }

    private Event valueOf(DaoRef<?> ref) throws InterruptedException {
        try (Standpoint now = honest.standpoint()) {
            ObjectEntry entry = Objects.requireNonNull(now.live(ref.key()));
            return now.value(entry, Writes.soon());
        }
    }

    private static Change junkAt(PrimaryKey key, DataKeyId dataKey) {
        return Change.put(key).typed("Note").sealed("that nobody sealed", dataKey);
    }

    /** Alice's other device, which believes what the server told. */
    private Chain device() {
        RemoteReplica replica = server.follower(alice);
        assertThat(replica.sequence()).isEqualTo(end);
        return Chains.over(replica, Session.of(alice), AteConfig.defaults(), () -> {}).with(Scope.NONE);
    }

    private static void assertNotWritten(Chain device, Chain.Task<RuntimeException> body) {
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> device.run(body))
                .withMessageContaining("tampered with");
    }

    private void assertNotTaken() {
        RemoteReplica replica = server.follower(alice);
        assertThatThrownBy(replica::sequence).isInstanceOf(UntrustedServerException.class)
                .hasMessageContaining("was not to be admitted");
    }

    // --- what comes of it

    @Test
    void whatBeginsInClearIsNotTakenOnTheServersWord() {
        DaoRef<Note> board = chain.store(new Note("for all"), Rules.inherit().readableByEveryone());
        DaoRef<Note> secret = chain.store(new Note("secret"));
        theTruth();
        aLie(Change.delete(secret.key()));
        aLie(Change.put(secret.key()).typed("Note").under(board.key()).clear("{}"));
        assertNotTaken();
    }

    @Test
    void anHonestBirthInClearIsSignedAndTaken() {
        DaoRef<Note> board = chain.store(new Note("for all"), Rules.inherit().readableByEveryone());
        DaoRef<Note> line = chain.commit(dio -> dio.load(board).in(NOTES).add(new Note("first")).ref());
        chain.run(dio -> dio.load(line).overwrite(new Note("second")));
        theTruth();
        Chain device = device();
        assertThat(device.get(line)).isEqualTo(new Note("second"));
        device.run(dio -> dio.load(line).overwrite(new Note("third")));
        assertThat(device.get(line)).isEqualTo(new Note("third"));
    }

    @Test
    void nothingIsWrittenToAnObjectThatTheServerBeganAnewAmongOtherReaders() {
        DaoRef<Note> vault = chain.store(new Note("vault"), Rules.inherit().readableBy(alice.publicKeys()));
        DaoRef<Note> secret = chain.commit(dio -> dio.load(vault).in(NOTES).add(new Note("secret")).ref());
        theTruth();
        aLie(Change.delete(secret.key()));
        aLie(junkAt(secret.key(), keyOfTheChain()).atTop());
        Chain device = device();
        assertNotWritten(device, dio -> dio.overwrite(secret, new Note("more secret")));
        assertNotWritten(device, dio -> dio.load(secret).update(note -> note));
    }

    @Test
    void aValueThatWasWrittenElsewhereOpensNothingToThoseWhoReadWhereTheServerShowsIt() throws InterruptedException {
        DaoRef<Note> board = chain.store(new Note("board"));
        theTruth();
        DaoRef<Note> secret = chain.store(new Note("secret")); // at the top, which nobody is told who comes only now
        chain.overwrite(secret, new Note("more secret"));
        aLie(junkAt(secret.key(), keyOfTheChain()).under(board.key()));
        aLie(List.of(valueOf(secret))); // at the sequence that it has

        RulesResult granted = device()
                .commit(dio -> dio.load(board).grantRead(Keys.of("carol").publicKeys()));

        assertThat(granted.left()).as("closed to her").isEqualTo(1);
    }

    @Test
    void aValueThatSaysWhereItsObjectIsOpensThatToThoseWhoReadThere() {
        DaoRef<Note> board = chain.store(new Note("board"));
        DaoRef<Note> line = chain.commit(dio -> dio.load(board).in(NOTES).add(new Note("first")).ref());
        chain.overwrite(line, new Note("second"));
        theTruth();

        RulesResult granted = device()
                .commit(dio -> dio.load(board).grantRead(Keys.of("carol").publicKeys()));

        assertThat(granted.left()).isZero();
    }

    @Test
    void nothingIsBegunAnewUnsignedWhereSomethingHadReadersOfItsOwn() throws InterruptedException {
        DaoRef<Note> cabinet = chain.store(new Note("cabinet"));
        DaoRef<Note> vault = chain.commit(dio -> dio.load(cabinet).in(NOTES).add(new Note("for all so far")).ref());
        Event birthOfCabinet = valueOf(cabinet);
        Event birthOfVault = valueOf(vault);
        chain.run(dio -> dio.load(vault).rules(Rules.inherit().readableBy(alice.publicKeys())));
        theTruth();
        aLie(Change.delete(cabinet.key()));
        aLie(List.of(birthOfCabinet));
        assertThat(device().get(cabinet)).isEqualTo(new Note("cabinet"));
        aLie(List.of(birthOfVault));
        assertNotTaken();
    }

    @Test
    void nothingIsBegunAnewWhereSomethingLostItsReadersWithWhatItHungBelow() {
        DaoRef<Note> cabinet = chain.store(new Note("cabinet"));
        DaoRef<Note> vault = chain.commit(dio -> dio.load(cabinet)
                .in(NOTES)
                .add(new Note("vault"), Rules.inherit().readableBy(alice.publicKeys()))
                .ref());
        theTruth();
        aLie(Change.delete(cabinet.key()));
        aLie(junkAt(cabinet.key(), keyOfTheChain()).atTop());
        aLie(junkAt(vault.key(), keyOfTheChain()).under(cabinet.key()));
        assertNotTaken();
    }

    @Test
    void aNameUnderWhichSomethingHadReadersOfItsOwnIsForHonestWritersToTakeAgain() {
        DaoRef<Note> diary = chain.ref(Type.of(Note.class), "diary");
        chain.run(dio -> dio.store(diary, new Note("mine"), Rules.inherit().readableBy(alice.publicKeys())));
        chain.run(dio -> dio.delete(diary));
        chain.run(dio -> dio.store(diary, new Note("for all")));
        theTruth();
        assertThat(device().get(diary)).isEqualTo(new Note("for all"));
    }

    @Test
    void aGenuineValueDoesNotVouchForAPlaceThatTheServerMadeUp() throws InterruptedException {
        DaoRef<Note> letters = chain.store(new Note("letters"));
        DaoRef<Note> shared = chain.store(new Note("to be shared"));
        DaoRef<Note> letter = chain.commit(dio -> dio.load(letters).in(NOTES).add(new Note("dear diary")).ref());
        chain.run(dio -> dio.load(letter).overwrite(new Note("dear diary!")));
        theTruth();
        Event genuine = valueOf(letter);
        aLie(Change.delete(letter.key()));
        aLie(junkAt(letter.key(), keyOfTheChain()).under(shared.key(), "notes"));
        aLie(List.of(genuine));
        Chain device = device();
        assertThat(device.get(letter)).isEqualTo(new Note("dear diary!"));

        device.run(dio -> dio.load(shared).rules(Rules.inherit().readableByEveryone()));

        assertNotWritten(device, dio -> dio.load(letter).overwrite(new Note("in clear")));
        assertNotWritten(device, dio -> dio.load(letter).in(NOTES).add(new Note("in clear")));
    }

    @Test
    void whatWasHonestlyPutThereIsWrittenUnderNewReaders() {
        DaoRef<Note> shared = chain.store(new Note("to be shared"));
        DaoRef<Note> letter = chain.commit(dio -> dio.load(shared).in(NOTES).add(new Note("dear all")).ref());
        theTruth();
        Chain device = device();
        device.run(dio -> dio.load(shared).rules(Rules.inherit().readableByEveryone()));
        device.run(dio -> {
            Dao<Note> loaded = dio.load(letter);
            loaded.overwrite(new Note("in clear"));
            loaded.in(NOTES).add(new Note("and below"));
        });
        assertThat(device.get(letter)).isEqualTo(new Note("in clear"));
    }
}
