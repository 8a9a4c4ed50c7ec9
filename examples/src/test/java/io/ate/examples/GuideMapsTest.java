package io.ate.examples;

import io.ate.Chain;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.DaoStream;
import io.ate.EventCursor;
import io.ate.EventStream;
import io.ate.Field;
import io.ate.Recorded;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the guide says of children that go by names: maps, single children and event streams. */
class GuideMapsTest {
    private final Chain chain = Chain.temporary();
    private final DaoRef<Club> club = chain.store(new Club("chess"));

    // guide: club
    record Member(String name, int since) {}

    record Board(String president) {}

    sealed interface Happening {
        record Joined(String who) implements Happening {}

        record Left(String who) implements Happening {}
    }

    record Club(String name) {
        static final Field.Map<String, Member> MEMBERS = Field.map("members", String.class, Member.class);
        static final Field.Child<Board> BOARD = Field.child("board", Board.class);
        static final Field.Stream<Happening> HISTORY = Field.stream("history", Happening.class);
    }
    // end

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void membersGoByTheirKeys() {
        // guide: map
        chain.run(dio -> {
            DaoMap<String, Member> members = dio.load(club).in(Club.MEMBERS);
            members.put("a17", new Member("Alice", 2024)); // whether or not there is one: the last writer wins
            if (!members.putIfAbsent("b03", new Member("Bob", 2026))) {
                IO.println("b03 is taken by " + members.get("b03").name());
            }
        });

        Optional<Member> found = chain.commit(dio -> {
            Optional<Dao<Member>> alice = dio.load(club).in(Club.MEMBERS).find("a17");
            return alice.map(dao -> dao.update(member -> new Member("Ann", member.since())));
        });
        List<String> lines = chain.commit(dio -> dio.load(club)
                .in(Club.MEMBERS)
                .entries()
                .map(each -> each.key() + ": " + each.value().name())
                .toList());
        boolean gone = chain.commit(dio -> dio.load(club).in(Club.MEMBERS).remove("b03"));
        // end
        assertThat(found).contains(new Member("Ann", 2024));
        assertThat(lines).containsExactly("a17: Ann", "b03: Bob");
        assertThat(gone).isTrue();
    }

    @Test
    void aClubHasOneBoard() {
        // guide: child
        chain.run(dio -> dio.load(club).in(Club.BOARD).set(new Board("Alice")));
        Optional<String> president = chain.commit(
                dio -> dio.load(club).in(Club.BOARD).find().map(board -> board.value().president()));
        // end
        assertThat(president).contains("Alice");
    }

    @Test
    void whatHappensIsRecorded() throws InterruptedException {
        // guide: stream
        EventStream<Happening> history = chain.stream(club, Club.HISTORY);
        history.append(new Happening.Joined("Alice")); // behind whatever is there
        long revision = history.append(List.of(new Happening.Joined("Bob"), new Happening.Left("Alice")));
        try {
            history.append(revision, new Happening.Left("Bob")); // only if nothing has happened since
        } catch (ConflictException e) {
            IO.println("somebody was quicker: " + e.getMessage());
        }
        List<Recorded<Happening>> all = history.read(0).toList();
        // end
        assertThat(revision).isEqualTo(3);
        assertThat(all).extracting(Recorded::value)
                .containsExactly(new Happening.Joined("Alice"), new Happening.Joined("Bob"),
                        new Happening.Left("Alice"), new Happening.Left("Bob"));

        // guide: append
        chain.run(dio -> {
            DaoStream<Happening> past = dio.load(club).in(Club.HISTORY);
            past.append(past.revision(), new Happening.Joined("Carol"));
            dio.load(club).in(Club.MEMBERS).put("c01", new Member("Carol", 2026));
        }); // one commit
        // end

        // guide: subscribe
        try (EventCursor<Happening> cursor = history.subscribe(4)) { // behind revision 4
            Recorded<Happening> next = cursor.take(); // waits for it
            IO.println(next.revision() + ": " + next.value() + " at " + next.origin().time());
        }
        // end
        assertThat(history.revision()).isEqualTo(5);
    }
}
