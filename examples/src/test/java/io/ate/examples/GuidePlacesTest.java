package io.ate.examples;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoForeign;
import io.ate.DaoRef;
import io.ate.DaoVec;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.Page;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the guide says of large collections, of moving, and of references to other chains. */
class GuidePlacesTest {
    // guide: folders
    record Paper(String title) {}

    record Folder(String name) {
        static final Field.Vec<Folder> FOLDERS = Field.vec("folders", Folder.class);
        static final Field.Vec<Paper> PAPERS = Field.vec("papers", Paper.class);
    }

    record Bookmark(String title, DaoForeign<Folder> target) {}
    // end

    @Test
    void aCollectionIsReadPageByPage() {
        try (Chain chain = Chain.temporary()) {
            DaoRef<Folder> archive = chain.store(new Folder("archive"));
            chain.run(dio -> IntStream.range(0, 45)
                    .forEach(each -> dio.load(archive).in(Folder.PAPERS).add(new Paper("paper " + each))));
            List<String> shown = new ArrayList<>();
            // guide: pages
            Optional<String> more = Optional.of(Page.Token.START.toString());
            while (more.isPresent()) { // or asks each time anew, and is given the text of the page before
                Page.Token after = Page.Token.parse(more.get());
                Page<Paper> page = chain.commit(dio -> dio.load(archive).in(Folder.PAPERS).page(after, 20));
                page.values().forEach(paper -> shown.add(paper.title()));
                more = page.next().map(Page.Token::toString); // empty behind the last page
            }
            // end
            assertThat(shown).hasSize(45).startsWith("paper 0").endsWith("paper 44");
        }
    }

    @Test
    void whatIsPrivateIsPassedOver() {
        try (Chain hers = Chain.temporary(); KeyBundle bob = KeyBundle.generate()) {
            PublicKeys alice = hers.session().publicKeys().findFirst().orElseThrow();
            hers.run(dio -> dio.chainRules().grantRead(bob.publicKeys()));
            DaoRef<Folder> archive = hers.store(new Folder("archive"));
            hers.run(dio -> {
                DaoVec<Paper> papers = dio.load(archive).in(Folder.PAPERS);
                papers.add(new Paper("will"), Rules.inherit().readableBy(alice));
                papers.add(new Paper("tax 2024"));
            });
            Chain chain = hers.as(Session.of(bob));
            // guide: readable
            List<String> titles = chain.commit(dio -> dio.load(archive)
                    .in(Folder.PAPERS)
                    .stream()
                    .filter(Dao::isReadable)
                    .map(paper -> paper.value().title())
                    .toList());
            // end
            assertThat(titles).containsExactly("tax 2024");
        }
    }

    @Test
    void objectsAreMoved() {
        try (Chain chain = Chain.temporary()) {
            DaoRef<Folder> desk = chain.store(new Folder("desk"));
            DaoRef<Folder> archive = chain.store(new Folder("archive"));
            chain.run(dio -> dio.load(desk).in(Folder.PAPERS).add(new Paper("tax 2024")));
            // guide: move
            chain.run(dio -> {
                Dao<Folder> year = dio.load(archive).in(Folder.FOLDERS).add(new Folder("2024"));
                DaoVec<Paper> target = year.in(Folder.PAPERS);
                for (Dao<Paper> paper : dio.load(desk).in(Folder.PAPERS)) {
                    if (paper.value().title().contains("2024")) {
                        paper.moveTo(target); // with its id, its rules, and all that hangs below it
                    }
                }
            });
            // end
            List<String> titles = chain.commit(dio -> dio.load(archive)
                    .in(Folder.FOLDERS)
                    .stream()
                    .flatMap(year -> year.in(Folder.PAPERS).stream())
                    .map(each -> each.value().title())
                    .toList());
            assertThat(titles).containsExactly("tax 2024");
        }
    }

    @Test
    void aValuePointsToAnotherChain() {
        try (AteServer server = AteServer.inMemory();
                KeyBundle alice = KeyBundle.generate();
                AteClient client = AteClient.create(server.address());
                Chain papers = client.open("example.com/alice/papers", Session.of(alice));
                Chain notes = client.open("example.com/alice/notes", Session.of(alice))) {
            DaoRef<Folder> archive = papers.store(new Folder("archive"));
            // guide: foreign
            DaoRef<Bookmark> bookmark = notes.store(new Bookmark("old papers", papers.foreign(archive)));

            DaoForeign<Folder> target = notes.get(bookmark).target();
            Folder folder = client.get(target, Session.of(alice)); // or open target.chain() and go on from there
            // end
            assertThat(folder).isEqualTo(new Folder("archive"));
            assertThat(client.find(target, Session.of(alice))).isEqualTo(Optional.of(folder));
        }
    }
}
