package io.ate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What is left of a session whose key bundle was closed before its chain. */
class ClosedKeysTest {

    private final KeyBundle member = KeyBundle.generate();

    record Note(String text) {}

    @AfterEach
    void close() {
        member.close();
    }

    private Chain begun(Trust trust) {
        Chain chain = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust));
        chain.run(dio -> {
            dio.chainRules().grantRead(member.publicKeys());
            dio.chainRules().grantWrite(member.publicKeys());
        });
        return chain;
    }

    private void refuses(ThrowingCallable call) {
        assertThatIllegalStateException().isThrownBy(call)
                .withMessageContaining(member.id().toString())
                .withMessageContaining("was closed");
    }

    @ParameterizedTest
    @EnumSource
    void aSessionOfClosedKeysCommitsNothingAndTheMessageNamesThem(Trust trust) throws Exception {
        try (Chain chain = begun(trust)) {
            Chain members = chain.as(Session.of(member));
            DaoRef<Note> note = members.store(new Note("while they were open"));
            CompletableFuture<Void> sent = members.commitAsync(dio -> {
                dio.load(note).update(_ -> new Note("on its way"));
                return null;
            });
            sent.get(1, TimeUnit.MINUTES);
            long before = chain.sequence();

            refuses(() -> members.run(dio -> {
                dio.store(new Note("begun with open keys"));
                member.close();
            }));
            refuses(() -> members.store(new Note("begun with closed keys")));
            refuses(() -> {
                var _ = members.commitAsync(dio -> dio.store(new Note("not waited for")));
            });

            assertThat(chain.sequence()).as("nothing is stored").isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheyHaveOpenedIsReadUntilTheChainIsClosed(Trust trust) {
        try (Chain chain = begun(trust)) {
            Chain members = chain.as(Session.of(member));
            DaoRef<Note> note = members.store(members.ref(Note.class, "note"), new Note("while they were open"));
            member.close();

            assertThat(members.get(note)).isEqualTo(new Note("while they were open"));
            assertThat(members.find(members.ref(Note.class, "note"))).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheyHaveNotOpenedTheyDoNotOpen(Trust trust) {
        try (Chain chain = begun(trust)) {
            DaoRef<Note> note = chain.store(new Note("the owner's"));
            member.close();

            refuses(() -> chain.as(Session.of(member)).get(note));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyBeginsToActUnderThem(Trust trust) {
        try (Chain chain = begun(trust); KeyBundle other = KeyBundle.generate()) {
            member.close();

            refuses(() -> chain.as(Session.of(member)));
            refuses(() -> chain.as(Session.of(other, member)));
        }
    }
}
