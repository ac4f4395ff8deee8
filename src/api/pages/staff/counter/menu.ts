import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FieldFault, notice } from '../../../../../web/components/messages.ts';
import {
  MENU_FIELDS,
  type MenuField,
  type MenuItemPage,
  type MenuValues,
  menuItemPage,
  menuPage,
  type NewItemPage,
  newItemPage,
} from '../../../../../web/staff/counter/menu.ts';
import { counterTexts } from '../../../../../web/texts/staff/counter/texts.ts';
import type { MenuItemView } from '../../../../../web/view-model.ts';
import { MenuEditor } from '../../../../application/edit-menu.ts';
import { type EditMenu, pictureOf } from '../../../../domain/menu/index.ts';
import { html, type Part } from '../../../../platform/runtime/html.ts';
import { resultOf } from '../../../commands/result.ts';
import { menuItemId } from '../../../input/fields.ts';
import { problemFrom } from '../../../problems/from-error.ts';
import { logProblem } from '../../../problems/plugin.ts';
import { Problem } from '../../../problems/problem.ts';
import { menuItemBody } from '../../../schemas/menu.ts';
import type { Api } from '../../../types.ts';
import { type FormFields, fieldsOf } from '../../form-fields.ts';
import { asFarAsSeen, rememberSeen } from '../../seen.ts';
import { type StaffKit, staffPage } from '../kit.ts';

interface ItemParams {
  readonly menuItemId: string;
}
type Said = Partial<Omit<MenuItemPage, 'item' | 'newKey'>> & { readonly status?: number };

const NOTHING: MenuValues = { nameKo: '', nameEn: '', descriptionKo: '', descriptionEn: '', price: '', picture: '' };
/** The address of the form for something new. */
const RESERVED = 'new';
/** Which part of a thing each field is. */
const PATHS: Readonly<Record<MenuField, string>> = {
  nameKo: 'name.ko',
  nameEn: 'name.en',
  descriptionKo: 'description.ko',
  descriptionEn: 'description.en',
  price: 'price',
  picture: 'picture',
};

/** What the shop sells, one change at a time, each for the version that its author has seen. */
export function menuRoutes(app: Api, kit: StaffKit): void {
  const { shop, queries } = kit.deps;
  const editor = new MenuEditor(shop);
  const route = { ...staffPage('florist'), errorHandler: refuse };

  app.get('/shop/menu', route, (request, reply) => list(request, reply, null));
  app.get('/shop/menu/new', route, (request, reply) => showNew(request, reply, {}));
  app.get<{ Params: ItemParams }>('/shop/menu/:menuItemId', route, (request, reply) => show(request, reply, {}));

  app.post('/shop/menu/new', route, async (request, reply) => {
    const field = fieldsOf(request.body);
    const [values, id] = [valuesIn(field), field('id').trim()];
    const { errors, taken } = wordsOf(request, reply);
    const checked = menuItemBody.safeParse(bodyOf(values));
    const faults: FieldFault[] = [
      ...faultsIn(checked.error?.issues ?? [], errors),
      ...(id !== RESERVED && menuItemId.safeParse(id).success ? [] : [{ field: 'id', text: errors.id }]),
    ];
    if ((await shop.menu.current()).has(id)) faults.push({ field: 'id', text: taken });
    if (!checked.success || faults.length > 0) return showNew(request, reply, { values, id, faults });
    const { picture, ...details } = checked.data;
    return done(request, reply, { type: 'PutMenuItem', menuItemId: id, details, picture });
  });

  app.post<{ Params: ItemParams }>('/shop/menu/:menuItemId', route, async (request, reply) => {
    const field = fieldsOf(request.body);
    const [values, was] = [valuesIn(field), valuesIn(field, 'was.')];
    const touched = touchedIn(values, was);
    const checked = menuItemBody.safeParse(bodyOf(values));
    const faults = faultsIn(checked.error?.issues ?? [], wordsOf(request, reply).errors);
    if (!checked.success) return show(request, reply, { status: 400, values, was, faults });
    if (touched.length === 0) {
      return show(request, reply, { values, was, message: notice('calm', wordsOf(request, reply).nothing) });
    }
    const { name, description, price, picture } = checked.data;
    const isTouched = (...fields: MenuField[]) => fields.some((each) => touched.includes(each));
    const change = {
      ...(isTouched('nameKo', 'nameEn') && { name }),
      ...(isTouched('descriptionKo', 'descriptionEn') && { description }),
      ...(isTouched('price') && { price }),
    };
    return done(request, reply, {
      type: 'PatchMenuItem',
      menuItemId: request.params.menuItemId,
      change,
      ...(isTouched('picture') && { picture }),
    });
  });

  for (const [path, soldOut] of [
    ['sold-out', true],
    ['available', false],
  ] as const) {
    app.post<{ Params: ItemParams }>(`/shop/menu/:menuItemId/${path}`, route, (request, reply) =>
      done(request, reply, { type: 'PatchMenuItem', menuItemId: request.params.menuItemId, change: {}, soldOut }),
    );
  }

  app.post<{ Params: ItemParams }>('/shop/menu/:menuItemId/remove', route, (request, reply) =>
    done(request, reply, { type: 'RemoveMenuItem', menuItemId: request.params.menuItemId }),
  );

  /** Changes what is meant by the form, as long as it is as the form has shown it. @throws Problem 404, 412 */
  async function done(request: FastifyRequest, reply: FastifyReply, command: EditMenu): Promise<FastifyReply> {
    const field = fieldsOf(request.body);
    const edit = command.type === 'PutMenuItem' ? command : { ...command, meantFor: [Number(field('version'))] };
    const given = kit.commandOf(request, command.type, command.menuItemId, field('key'), edit);
    const { position } = resultOf(shop, await editor.edit(edit, given));
    rememberSeen(kit.pages, reply, '/shop', position);
    return reply.redirect('/shop/menu', 303);
  }

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    message: Part,
    status = 200,
  ): Promise<FastifyReply> {
    const items = await asFarAsSeen(kit.pages, request, (after) => queries.menu(after));
    const newKey = () => kit.pages.newKey();
    return kit.send(reply.code(status), menuPage(kit.contextOf(request, reply), { items, newKey, message }));
  }

  async function show(request: FastifyRequest, reply: FastifyReply, said: Said): Promise<FastifyReply> {
    const item = await itemOf(request);
    const now = valuesOf(item);
    const { status = 200, values = now, was = now, clashes = null, faults = [], message = null } = said;
    const newKey = () => kit.pages.newKey();
    const page = { item, values, was, clashes, faults, message, newKey };
    return kit.send(reply.code(status), menuItemPage(kit.contextOf(request, reply), page));
  }

  function showNew(
    request: FastifyRequest,
    reply: FastifyReply,
    { status = 200, ...said }: Partial<NewItemPage> & { readonly status?: number },
  ): FastifyReply {
    const empty = { values: NOTHING, id: '', faults: [], message: null };
    const page = { ...empty, ...said, key: kit.pages.newKey() };
    reply.code(page.faults.length > 0 ? 400 : status);
    return kit.send(reply, newItemPage(kit.contextOf(request, reply), page));
  }

  /** The thing as it stands in the menu's stream: what is changed next is meant for exactly this. @throws Problem 404 */
  async function itemOf(request: FastifyRequest): Promise<MenuItemView> {
    const { menuItemId: id } = request.params as ItemParams;
    const item = (await asFarAsSeen(kit.pages, request, (after) => queries.menu(after))).find(
      (each) => each.menuItemId === id,
    );
    if (item === undefined) throw new Problem(404, 'MENU_ITEM_NOT_FOUND', 'This is not on the menu.');
    return item;
  }

  function wordsOf(request: FastifyRequest, reply: FastifyReply) {
    return counterTexts[kit.contextOf(request, reply).locale].menu;
  }

  /** Tells in plain words why it could not be done; whoever was overtaken sees both values and may go on. */
  async function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = problemFrom(error);
    const isForm = request.method === 'POST';
    if (problem.code === 'MENU_ITEM_NOT_FOUND') return gone(request, reply);
    if (!isForm || (problem.code !== 'MENU_ITEM_CHANGED' && problem.code !== 'CSRF_TOKEN_INVALID')) throw problem;
    logProblem(problem, request);
    return overtaken(request, reply, problem);
  }

  function gone(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const words = wordsOf(request, reply);
    return list(request, reply, notice('careful', words.gone, html`<p>${words.goneMore}</p>`), 404);
  }

  async function overtaken(request: FastifyRequest, reply: FastifyReply, { code, status }: Problem) {
    const words = wordsOf(request, reply);
    const field = fieldsOf(request.body);
    const message = code === 'CSRF_TOKEN_INVALID' ? notice('careful', words.stale) : null;
    const { menuItemId: id } = request.params as Partial<ItemParams>;
    if (id === undefined) {
      const again = { values: valuesIn(field), id: field('id'), message };
      return showNew(request, reply, { ...again, status });
    }
    const isEdit = request.route.url === '/shop/menu/:menuItemId';
    if (!isEdit) return list(request, reply, message ?? notice('careful', words.changed), status);
    const items = await queries.menu();
    const item = items.find((each) => each.menuItemId === id);
    if (item === undefined) return gone(request, reply);
    const [typed, was, now] = [valuesIn(field), valuesIn(field, 'was.'), valuesOf(item)];
    const touched = touchedIn(typed, was);
    // What was not touched takes the value that it has by now: nobody's change is put back by accident.
    const values = Object.fromEntries(
      MENU_FIELDS.map((each) => [each, touched.includes(each) ? typed[each] : now[each]]),
    ) as MenuValues;
    const clashes = touched.map((each) => ({ field: each, now: now[each] }));
    return show(request, reply, { status, values, clashes: message === null ? clashes : null, message });
  }
}

function valuesOf({ menuItemId: id, name, description, price, picture }: MenuItemView): MenuValues {
  return {
    nameKo: name.ko,
    nameEn: name.en,
    descriptionKo: description.ko,
    descriptionEn: description.en,
    price: String(price),
    picture: pictureOf(id, picture),
  };
}

function valuesIn(field: FormFields, prefix = ''): MenuValues {
  return Object.fromEntries(MENU_FIELDS.map((each) => [each, field(`${prefix}${each}`).trim()])) as MenuValues;
}

function touchedIn(values: MenuValues, was: MenuValues): MenuField[] {
  return MENU_FIELDS.filter((each) => values[each] !== was[each]);
}

/** As the API has it. A price may be written with the signs that people write. */
function bodyOf({ nameKo, nameEn, descriptionKo, descriptionEn, price, picture }: MenuValues) {
  const digits = price.replace(/[,\s₩원]/g, '');
  return {
    name: { ko: nameKo, en: nameEn },
    description: { ko: descriptionKo, en: descriptionEn },
    price: /^\d{1,9}$/.test(digits) ? Number(digits) : null,
    picture,
  };
}

function faultsIn(
  issues: readonly { readonly path: readonly PropertyKey[] }[],
  errors: Readonly<Record<MenuField, string>>,
): FieldFault[] {
  const wrong = new Set(issues.map(({ path }) => path.join('.')));
  return MENU_FIELDS.filter((each) => wrong.has(PATHS[each])).map((each) => ({ field: each, text: errors[each] }));
}
