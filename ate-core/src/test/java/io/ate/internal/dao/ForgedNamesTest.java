package io.ate.internal.dao;

import io.ate.CorruptionException;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.DaoStream;
import io.ate.Dio;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.IncompatibleValueException;
import io.ate.PrimaryKey;
import io.ate.Rules;
import io.ate.Type;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.Secret;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Facts;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.wire.Slice;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Somebody who may write writes children that go by names as the library never would. */
class ForgedNamesTest {
    private static final Field.Map<String, Member> MEMBERS = Field.map("members", String.class, Member.class);
    private static final Field.Stream<Member> EVENTS = Field.stream("events", Member.class);

    private final OpenedChain opened = OpenedChain.answering(Genesis.of(Rules.inherit().readableByEveryone()));
    private final DaoRef<Member> top = opened.chain.store(new Member(0));
    private final Secret nameKey = nameKey();

    record Member(int since) {}

    @AfterEach
    void close() {
        nameKey.close();
        opened.close();
    }

    private Secret nameKey() {
        try (Standpoint now = opened.replica.standpoint()) {
            KeyRing ring = Objects.requireNonNull(now.zero().rules()).ring();
            return Secret.take(((KeyRing.Clear) Objects.requireNonNull(ring)).nameKey().toArray());
        }
    }

    /** Gives the object of that name in the collection a value that the library would not give it. */
    private void forge(String collection, String name, String json) throws InterruptedException, ExecutionException {
        Named<Member> named = new ObjectNames(opened.genesis.chainId(), nameKey)
                .in(new NamedPlace(top.key(), collection), Type.of(Member.class), name);
        PayloadForm form = new PayloadForm(PayloadForm.Format.JSON, 0, null);
        Facts facts = new Facts(Kind.PUT, named.ref().key(), named.tag(), "Member",
                new Place.Under(top.key(), collection), null, new Condition.None(), opened.keys.id(),
                1_700_000_000_000L, null, form, null);
        Plaintext value = new Plaintext(form.format(), Slice.of(json.getBytes(UTF_8)));
        Payloads payloads = new Payloads(opened.genesis.chainId(), Entropy.system(), 1 << 20);
        opened.replica.submit(new Draft(opened.replica.sequence(), List.of(opened.keys),
                List.of(payloads.seal(facts, Slice.empty(), value, null)), List.of(), true),
                Deadline.in(Duration.ofSeconds(30))).answer().get();
    }

    private DaoMap<String, Member> members(Dio dio) {
        return dio.load(top).in(MEMBERS);
    }

    private DaoStream<Member> events(Dio dio) {
        return dio.load(top).in(EVENTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"@key\":\"bob\",\"since\":1}", "{\"since\":1}", "{\"@key\":\"Alice\",\"since\":1}"})
    void anEntryIsNotShownUnderAKeyThatIsNotItsOwn(String json) throws Exception {
        opened.chain.run(dio -> members(dio).put("carol", new Member(2)));
        forge("members", "alice", json);
        opened.chain.run(dio -> {
            DaoMap<String, Member> map = members(dio);
            List<DaoMap.Entry<String, Member>> entries = map.entries().toList();
            assertThat(entries.getFirst().key()).as("it is not in the way of others").isEqualTo("carol");
            assertThatExceptionOfType(CorruptionException.class).isThrownBy(entries.getLast()::key);
            assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> map.keys().toList());
            assertThat(map.find("bob")).isEmpty();
            assertThat(map.get("alice")).as("who knows its key finds it").isEqualTo(new Member(1));
            assertThat(map.size()).isEqualTo(2);
        });
    }

    @Test
    void aKeyOfAnotherKindIsNotRead() throws Exception {
        forge("members", "alice", "{\"@key\":{\"a\":1},\"since\":1}");
        opened.chain.run(dio -> assertThatExceptionOfType(IncompatibleValueException.class)
                .isThrownBy(() -> members(dio).keys().toList()));
    }

    @Test
    void whatWasForgedIsPutRightOrRemovedByItsKey() throws Exception {
        forge("members", "alice", "{\"@key\":\"bob\",\"since\":1}");
        opened.chain.run(dio -> members(dio).put("alice", new Member(2)));
        opened.chain.run(dio -> assertThat(members(dio).keys()).containsExactly("alice"));
        forge("members", "alice", "{\"@key\":\"bob\",\"since\":1}");
        opened.chain.run(dio -> members(dio).remove("alice"));
        opened.chain.run(dio -> assertThat(members(dio).isEmpty()).isTrue());
    }

    @Test
    void whatWasForgedIsDeletedByItsReference() throws Exception {
        forge("members", "nobody knows", "{\"since\":1}");
        opened.chain.run(dio -> members(dio).refs().toList().forEach(dio::delete));
        opened.chain.run(dio -> assertThat(members(dio).keys()).isEmpty());
    }

    @Test
    void anEventThatWasDeletedAndRecordedAnewIsMissed() throws Exception {
        PrimaryKey second = opened.chain.commit(dio -> {
            events(dio).append(List.of(new Member(1), new Member(2), new Member(3)));
            return events(dio).at(2).ref().key();
        });
        Tampering.delete(opened.chain, DaoRef.of(Type.of(Member.class), second));
        forge("events", "2", "{\"since\":9}");
        assertDamaged();
        forge("events", "4", "{\"since\":4}");
        assertDamaged();
    }

    private void assertDamaged() {
        opened.chain.run(dio -> assertThatExceptionOfType(CorruptionException.class)
                .isThrownBy(() -> events(dio).read(0).toList()));
    }

    @Test
    void anEventBehindAGapIsNotTheEndOfTheStream() throws Exception {
        opened.chain.run(dio -> events(dio).append(List.of(new Member(1), new Member(2))));
        forge("events", "20", "{\"since\":9}");
        opened.chain.run(dio -> {
            assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> events(dio).revision());
            assertThatExceptionOfType(CorruptionException.class)
                    .isThrownBy(() -> events(dio).append(new Member(3)));
        });
    }
}
