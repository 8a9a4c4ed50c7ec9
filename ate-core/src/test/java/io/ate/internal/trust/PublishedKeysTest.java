package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.testing.Rule;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.wire.Slice;
import java.util.Objects;
import org.junit.jupiter.api.Test;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.publish;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/** Which public keys a chain takes, and from whom. */
class PublishedKeysTest {
    private static final PrimaryKey NOTE = new PrimaryKey(1, 1);
    private static final PrimaryKey FREE = new PrimaryKey(1, 2);

    private final HeldKeys alice = Keys.of("alice");
    private final HeldKeys bob = Keys.of("bob");
    private final HeldKeys carol = Keys.of("carol");
    private final DrivenChain chain = DrivenChain.begin(Founding.ownedBy(alice).genesis());
    private final Author author = chain.author(alice);

    private void admitted(Commit commit) {
        Outcome outcome = chain.admit(commit);
        assertThat(outcome.reason()).as("%s", outcome).isNull();
    }

    private void refused(Commit commit, Reason reason) {
        Outcome outcome = chain.admit(commit);
        assertThat(outcome.reason()).as("%s", outcome).isEqualTo(reason);
    }

    private void somewhereThatEveryoneMayWrite() {
        admitted(author.commit(store(FREE, "free").ruled(Rule.inherited().writtenByEveryone())));
    }

    @Test
    void aStrangerMayNotFillTheLogWithKeysNotEvenItsOwn() {
        somewhereThatEveryoneMayWrite();
        refused(chain.author(bob).commit(publish(bob.publicKeys())), Reason.KEY_NOT_NEEDED);
        refused(new Author(chain.genesis(), bob, 1).commit(publish(bob.publicKeys()), publish(carol.publicKeys())),
                Reason.KEY_NOT_NEEDED);
    }

    @Test
    void aStrangersKeyComesBesideAnEventThatItMayWrite() {
        somewhereThatEveryoneMayWrite();
        refused(chain.author(bob).commit(publish(bob.publicKeys()), store(NOTE, "x")), Reason.NO_WRITE_AUTHORITY);
        admitted(new Author(chain.genesis(), bob, 1).commit(publish(bob.publicKeys()),
                put(NOTE).under(FREE).value("x")));
        refused(new Author(chain.genesis(), bob, 2).commit(publish(carol.publicKeys()), put(NOTE).value("x")),
                Reason.KEY_NOT_NEEDED);
    }

    @Test
    void aKeyComesBesideARuleThatNamesIt() {
        admitted(author.commit(publish(bob.publicKeys()), store(NOTE, "x").ruled(Rule.inherited().readBy(alice, bob))));
        assertThat(chain.view().publicKey(bob.id())).isNotNull();
    }

    @Test
    void aKnownKeyIsNotTakenOverByPublishingItAgain() {
        somewhereThatEveryoneMayWrite();
        admitted(author.commit(publish(carol.publicKeys(), alice.id()), publish(bob.publicKeys())));
        refused(chain.author(bob)
                .commit(publish(carol.publicKeys(), bob.id()),
                        put(NOTE).under(FREE).value("x").ruled(Rule.inherited().writtenBy(carol))),
                Reason.NO_CONTROL_AUTHORITY);
        assertThat(controllerOf(carol.id())).isEqualTo(alice.id());
        admitted(author.commit(publish(carol.publicKeys(), bob.id())));
        assertThat(controllerOf(carol.id())).isEqualTo(bob.id());
    }

    @Test
    void twoWhoPublishTheSameKeyAtTheSameTimeBothSucceed() {
        somewhereThatEveryoneMayWrite();
        admitted(author.commit(publish(bob.publicKeys()), publish(carol.publicKeys())));
        admitted(chain.author(bob)
                .commit(publish(carol.publicKeys()),
                        put(NOTE).under(FREE).value("x").ruled(Rule.inherited().writtenBy(carol))));
    }

    @Test
    void anObjectIsNotTheKeyOfAnotherId() {
        PrimaryKey ofBob = PublishedKey.objectOf(bob.id());
        Slice bundleOfCarol = new PublishedKey(false, null, null, Slice.of(carol.publicKeys().encoded())).encode();
        Change lie = new Change(publish(bob.publicKeys()).kind(), ofBob, null, "",
                publish(bob.publicKeys()).place(), null, publish(bob.publicKeys()).newest(),
                publish(bob.publicKeys()).condition(), new PayloadForm(PayloadForm.Format.FIXED, 0, null),
                bundleOfCarol);
        refused(author.commit(lie), Reason.MALFORMED);
    }

    @Test
    void aPublishedKeyTakesNoValueAndIsNotDeleted() {
        admitted(author.commit(publish(bob.publicKeys())));
        PrimaryKey ofBob = PublishedKey.objectOf(bob.id());
        refused(author.commit(store(ofBob, "x")), Reason.MALFORMED);
        refused(author.commit(delete(ofBob)), Reason.NO_SUCH_OBJECT);
    }

    @Test
    void nobodySquatsWhereAKeyWillBePublished() {
        somewhereThatEveryoneMayWrite();
        PrimaryKey ofBob = PublishedKey.objectOf(bob.id());
        refused(author.commit(store(ofBob, "squatting")), Reason.MALFORMED);
        refused(author.commit(put(ofBob).under(FREE).value("squatting")), Reason.MALFORMED);
        admitted(author.commit(publish(bob.publicKeys())));
    }

    @Test
    void whoPublishesAnothersKeyFirstDoesNotSayWhoControlsIt() {
        somewhereThatEveryoneMayWrite();
        Author mallory = chain.author(bob);
        Change rule = put(NOTE).under(FREE).value("x").ruled(Rule.inherited().writtenBy(carol));
        refused(mallory.commit(publish(carol.publicKeys(), bob.id()), rule), Reason.NO_CONTROL_AUTHORITY);
        admitted(mallory.commit(publish(carol.publicKeys()), publish(bob.publicKeys()), rule));
        assertThat(Objects.requireNonNull(chain.view().publicKey(carol.id())).controller()).isNull();
    }

    @Test
    void aKeySaysOnceWhoControlsItWhoeverPublishedItFirst() {
        somewhereThatEveryoneMayWrite();
        admitted(author.commit(publish(carol.publicKeys()), publish(bob.publicKeys())));
        Author owner = chain.author(carol);
        admitted(owner.commit(publish(carol.publicKeys(), alice.id()), put(NOTE).under(FREE).value("x")));
        assertThat(controllerOf(carol.id())).isEqualTo(alice.id());
        refused(owner.commit(publish(carol.publicKeys(), bob.id()), put(NOTE).value("a thief's")),
                Reason.NO_CONTROL_AUTHORITY);
        refused(owner.commit(publish(carol.publicKeys()), put(NOTE).value("a thief's")), Reason.NO_CONTROL_AUTHORITY);
    }

    @Test
    void aKeyIsNotRetiredYet() {
        PublishedKey retired = new PublishedKey(true, null, carol.id(), Slice.of(bob.publicKeys().encoded()));
        Change active = publish(bob.publicKeys());
        refused(author.commit(new Change(active.kind(), active.key(), null, "", active.place(), null, active.newest(),
                active.condition(), active.form(), retired.encode())), Reason.UNSUPPORTED);
    }

    @Test
    void aKeyThatIsAdmittedButNotDurableCanBeNamedAndCanSign() {
        somewhereThatEveryoneMayWrite();
        var first = chain.submit(author.commit(publish(bob.publicKeys())));
        var second = chain.submit(chain.author(bob).commit(put(NOTE).under(FREE).value("x")));
        var third = chain.submit(author.commit(put(FREE).ruled(Rule.inherited().writtenBy(bob))));
        chain.sync();
        assertThat(first.outcome().reason()).isNull();
        assertThat(second.outcome().reason()).isNull();
        assertThat(third.outcome().reason()).isNull();
    }

    private KeyId controllerOf(KeyId id) {
        KeyEntry entry = Objects.requireNonNull(chain.view().publicKey(id));
        return Objects.requireNonNull(entry.controller());
    }
}
