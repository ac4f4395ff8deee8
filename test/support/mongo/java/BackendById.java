import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Set;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * Finds a document by its {@code _id} as MongoDB does, whatever else is asked of it, and goes on from an {@code _id} in their order. The
 * server reads the whole collection for a guarded write, and for each page of a scan: a write in a collection of some thousand
 * documents then takes longer than a process waits for an answer.
 */
final class BackendById extends H2Backend {
  private static final String ID = "_id";
  private static final String AFTER = "$gt";

  BackendById(String file) {
    super(file);
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new Database(name);
  }

  private final class Database extends H2Database {
    Database(String name) {
      super(name, getMvStore(), getCursorRegistry());
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
      MVStore store = getMvStore();
      String fullName = getFullCollectionNamespace(name);
      // The names under which the server's own class would open them.
      MVMap<Object, Document> documents = store.openMap("databases." + fullName);
      MVMap<String, Object> about = store.openMap("meta." + fullName);
      return new ById(this, name, options, documents, about, cursorRegistry);
    }
  }

  private static final class ById extends H2Collection {
    /** By id, where there is one. */
    private final MVMap<Object, Document> documents;

    ById(
        MongoDatabase database,
        String name,
        CollectionOptions options,
        MVMap<Object, Document> documents,
        MVMap<String, Object> about,
        CursorRegistry cursors) {
      super(database, name, options, documents, about, cursors);
      this.documents = documents;
    }

    @Override
    protected QueryResult queryDocuments(
        Document query, Document order, int skip, int limit, int batchSize, Document fields) {
      if (ID.equals(getIdField())) {
        Object id = query.get(ID);
        if (id instanceof String) {
          Iterable<Object> one = documents.containsKey(id) ? List.of(id) : List.of();
          return matchDocuments(query, one, order, skip, limit, batchSize, fields);
        }
        if (id instanceof Document after && after.keySet().equals(Set.of(AFTER)) && isById(order)
            && after.get(AFTER) instanceof String first) {
          // They come in that order.
          return matchDocuments(query, () -> documents.keyIterator(first), null, skip, limit, batchSize, fields);
        }
      }
      return super.queryDocuments(query, order, skip, limit, batchSize, fields);
    }

    private static boolean isById(Document order) {
      return order != null && order.keySet().equals(Set.of(ID)) && order.get(ID) instanceof Number sign
          && sign.intValue() == 1;
    }
  }
}
