-- Masks: what a reader without the right sees of personal data.  Pure; whatever a mask does not recognize it hides, so
-- a value in the wrong column is not shown either.  Cases: tests/fixtures/masks.tsv.
-- Locks: none but on what it makes.  On a full table: does not apply.

SET LOCAL ROLE shouwen_owner;

-- Without what nobody sees (marks of direction, joiners, a byte order mark) and with ASCII for full-width digits.
CREATE FUNCTION citizen.plain(value text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT btrim(translate(
        regexp_replace(value, '[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]', '', 'g'),
        U&'\FF10\FF11\FF12\FF13\FF14\FF15\FF16\FF17\FF18\FF19\FF38\FF58\FF20\FF0B\FF08\FF09\FF0D\FF0E\3000\00A0',
        '0123456789Xx@+()-.  '))
$$;
COMMENT ON FUNCTION citizen.plain(text) IS 'a value without invisible characters, full-width digits and signs as ASCII';

-- One name.  In this order: a name of several parts keeps what is before the first dot; Latin letters keep the first;
-- a compound surname is kept, if something follows; an enterprise (the whole name is in a public register, but that
-- of a small one is often its owner's) keeps its first character and its kind; all others keep the first
-- character; of one character nothing is kept.
CREATE FUNCTION citizen.mask_one_name(name text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN name = '' THEN ''
        WHEN name ~ '^[^·•‧・․]+[·•‧・․]' THEN substring(name FROM '^[^·•‧・․]+') || '·*'
        WHEN name ~ '^[A-Za-zÀ-ɏ]' THEN left(name, 1) || '***'
        WHEN name ~ ('^(欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|'
            || '申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|子车|亓官|司寇|巫马|公西|颛孙|壤驷|公良|漆雕|乐正|宰父|'
            || '谷梁|拓跋|夹谷|轩辕|令狐|段干|百里|呼延|东郭|南门|羊舌|微生|梁丘|左丘|西门|第五|南荣|东里|即墨|达奚|褚师|纳兰)'
            || '.{1,2}$') THEN left(name, 2) || '*'
        WHEN name ~ '^.{2,}(公司|中心|合作社|工作室|经营部|门市部|服务部|商行|集团|委员会|协会|学校|医院|幼儿园|事务所|银行)$'
            THEN left(name, 1) || '***' || substring(name FROM
                '(公司|中心|合作社|工作室|经营部|门市部|服务部|商行|集团|委员会|协会|学校|医院|幼儿园|事务所|银行)$')
        WHEN name ~ '^.{4,}[厂店部行馆社坊]$' THEN left(name, 1) || '***' || right(name, 1)
        WHEN char_length(name) = 1 THEN '*'
        ELSE left(name, 1) || '*'
    END
$$;
COMMENT ON FUNCTION citizen.mask_one_name(text) IS 'one name: 张*, 欧阳*, 阿卜杜拉·*, J***, 泸***公司';

CREATE FUNCTION citizen.mask_names(names text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT coalesce(string_agg(citizen.mask_one_name(btrim(part.name)), '、' ORDER BY part.number), '')
    FROM regexp_split_to_table(citizen.plain(names), '[、,;\uFF0C\uFF1B/\n]')
         WITH ORDINALITY AS part (name, number)
    WHERE btrim(part.name) <> ''
$$;
COMMENT ON FUNCTION citizen.mask_names(text) IS 'each of the names in a field';

-- What is plain is answered at once, by an expression that becomes part of the query (no STRICT: that would keep it
-- out): two characters, or three of which the first begins no compound surname; and one name in which nothing is to be
-- cut or made plain.  The rest, a few in a hundred, costs fifty times as much.
CREATE FUNCTION citizen.mask_name(name text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN name = '' THEN ''
        WHEN name ~ '^[一-龥]{2}$' THEN left(name, 1) || '*'
        WHEN name ~ '^[一-龥]{3}$' AND strpos('欧太端上司东独南万闻夏诸尉公赫澹皇宗濮申慕仲钟长宇鲜闾子亓巫颛壤漆乐宰谷拓夹轩令段百呼羊微梁左西第即达褚纳', left(name, 1)) = 0
            THEN left(name, 1) || '*'
        WHEN name ~ '^[一-龥A-Za-z0-9]+$' THEN citizen.mask_one_name(name)
        ELSE citizen.mask_names(name)
    END
$$;
COMMENT ON FUNCTION citizen.mask_name(text) IS '服务对象: each of the names in the field, as 张*';

-- One number or address out of a field of contacts.
CREATE FUNCTION citizen.mask_one_contact(contact text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    digits text := regexp_replace(contact, '[^0-9]', '', 'g');
BEGIN
    IF contact ~ '^[^@]+@[A-Za-z0-9.-]+$' THEN
        RETURN left(contact, 1) || '***@' || split_part(contact, '@', 2);
    END IF;
    IF contact !~ '^[0-9 ()+-]+$' THEN
        RETURN '***';
    END IF;
    digits := regexp_replace(digits, '^(0086|86)(?=1[0-9]{10}$)', '');
    RETURN CASE
        WHEN digits ~ '^1[3-9][0-9]{9}$' THEN left(digits, 3) || '****' || right(digits, 4)
        WHEN digits ~ '^0(10|2[0-9])[0-9]{7,8}$' THEN left(digits, 3) || '-***' || right(digits, 4)
        WHEN digits ~ '^0[3-9][0-9]{2}[0-9]{7,8}$' THEN left(digits, 4) || '-***' || right(digits, 4)
        WHEN digits ~ '^[2-8][0-9]{6,7}$' THEN '***' || right(digits, 4)
        ELSE '***'
    END;
END
$$;
COMMENT ON FUNCTION citizen.mask_one_contact(text) IS
    'one contact: 138****1234, 0830-***1234, z***@example.com; else ***';

-- A field may hold several, with words before them; numbers may be grouped by blanks.  Of what is left between, the
-- names of kinds of contact say nothing and go, and everything else is a star.
CREATE FUNCTION citizen.mask_contacts(contacts text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT coalesce(string_agg(citizen.mask_one_contact(part.found[1]), '、' ORDER BY part.number), '')
    FROM regexp_matches(
            regexp_replace(citizen.plain(contacts),
                           '(联系电话|联系方式|手机号码|手机号|手机|电话号码|电话|座机|固话|邮箱|电邮|微信号|微信|QQ号|QQ)'
                           || '[:\uFF1A]?', ' ', 'g'),
            '([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+'
            || '|(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])'
            || '|\(?0[0-9]{2,3}\)?[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}(?![0-9])'
            || '|[^\s、,;:\uFF0C\uFF1B\uFF1A/。]+)', 'g')
         WITH ORDINALITY AS part (found, number)
$$;
COMMENT ON FUNCTION citizen.mask_contacts(text) IS 'each of the contacts in a field';

CREATE FUNCTION citizen.mask_contact(contact text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN contact = '' THEN ''
        WHEN contact ~ '^1[3-9][0-9]{9}$' THEN left(contact, 3) || '****' || right(contact, 4)
        WHEN contact ~ '^0[3-9][0-9]{2}-?[0-9]{7,8}$' THEN left(contact, 4) || '-***' || right(contact, 4)
        ELSE citizen.mask_contacts(contact)
    END
$$;
COMMENT ON FUNCTION citizen.mask_contact(text) IS '联系方式: each of the contacts in the field, as 138****1234';

CREATE FUNCTION citizen.mask_id_numbers(id_numbers text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT coalesce(string_agg(CASE
            WHEN part.id ~ '^([0-9]{15}|[0-9]{17}[0-9Xx])$'
                THEN left(part.id, 3) || repeat('*', char_length(part.id) - 7) || right(part.id, 4)
            WHEN part.id ~ '^[0-9A-Za-z]{8,}$'
                THEN left(part.id, 2) || repeat('*', char_length(part.id) - 4) || right(part.id, 2)
            ELSE '***'
        END, '、' ORDER BY part.number), '')
    FROM regexp_split_to_table(citizen.plain(id_numbers), '[、,;\uFF0C\uFF1B/\s]+')
         WITH ORDINALITY AS part (id, number)
    WHERE part.id <> ''
$$;
COMMENT ON FUNCTION citizen.mask_id_numbers(text) IS 'each of the numbers in a field';

CREATE FUNCTION citizen.mask_id_number(id_number text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN id_number = '' THEN '' ELSE citizen.mask_id_numbers(id_number) END
$$;
COMMENT ON FUNCTION citizen.mask_id_number(text) IS
    '证件号码: 510***********123X; of other kinds, from 8 characters on, the first two and the last two';

-- An address begins with divisions, from the province down; what follows the last one is hidden.  Each has as many
-- characters as such names have, so that a name written before them is hidden with all the rest.
CREATE FUNCTION citizen.mask_whole_address(address text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    whole text := regexp_replace(citizen.plain(address), '\s', '', 'g');
    shown text := substring(whole FROM
        '^((?:中国)?(?:[一-龥]{2,3}省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区|(?:香港|澳门)特别行政区)?'
        || '(?:[一-龥]{2,3}[市州盟]|[一-龥]{2,7}自治州|(?:乌鲁木齐|呼和浩特|齐齐哈尔|鄂尔多斯|呼伦贝尔|克拉玛依|连云港|张家口|石家庄)市)?'
        || '(?:[一-龥]{1,3}(?<![小社校园片])区|[一-龥]{1,3}[县旗市]|[一-龥]{2,8}自治[县旗])?'
        || '(?:[一-龥]{1,4}(?:街道|镇|乡))?)');
BEGIN
    RETURN CASE
        WHEN whole = '' THEN ''
        WHEN coalesce(shown, '') = '' THEN '***'
        WHEN shown = whole THEN whole
        ELSE shown || '***'
    END;
END
$$;
COMMENT ON FUNCTION citizen.mask_whole_address(text) IS 'an address that is not empty';

CREATE FUNCTION citizen.mask_address(address text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN address = '' THEN '' ELSE citizen.mask_whole_address(address) END
$$;
COMMENT ON FUNCTION citizen.mask_address(text) IS '地址: 四川省泸州市江阳区***, down to district, county, town or street';

-- Names in free text cannot be found by pattern, so none of it is shown.
CREATE FUNCTION citizen.mask_text(text text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN text = '' THEN '' ELSE '‹已屏蔽 ' || char_length(text) || ' 字›' END
$$;
COMMENT ON FUNCTION citizen.mask_text(text) IS 'free text: withheld, ‹已屏蔽 123 字› with the number of its characters';

-- They reveal nothing, and a view runs them with the rights of whoever reads it.
GRANT EXECUTE ON FUNCTION citizen.plain(text),
    citizen.mask_one_name(text), citizen.mask_names(text), citizen.mask_name(text),
    citizen.mask_one_contact(text), citizen.mask_contacts(text), citizen.mask_contact(text),
    citizen.mask_id_numbers(text), citizen.mask_id_number(text),
    citizen.mask_whole_address(text), citizen.mask_address(text), citizen.mask_text(text) TO PUBLIC;
GRANT USAGE ON SCHEMA citizen TO shouwen_rebuild, analyst, unit_reader, section_post, supervisor;

-- The ledgers print books.
SET LOCAL ROLE shouwen_rebuild;
GRANT USAGE ON SCHEMA book TO shouwen_section_ledger, shouwen_master_ledger;
