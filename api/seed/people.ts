import type { Draw } from "./draw.ts";

/** Names that belong together, and what a phone number looks like where they are common. # is a digit. */
interface Culture {
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly phone: string;
}

const names = (text: string) => text.trim().split(/\s+/);

const english: Culture = {
  first: names(
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Karen Daniel Nancy Emma Olivia Noah Liam Grace Chloe",
  ),
  last: names(
    "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Baker O'Brien O'Connor",
  ),
  phone: "+1 212 555 ####",
};

const cultures: readonly (readonly [Culture, number])[] = [
  [english, 0.34],
  [
    {
      first: names(
        "Jürgen Müge Anneliese Björn Käthe Sören Günther Heike Jörg Ute Lukas Hannah Felix Lena Matthias Silke",
      ),
      last: names(
        "Müller Schmidt Schröder Weiß Köhler Krüger Groß Böhm Jäger Schäfer Vogel Keller Lang Fuchs Günther Huber",
      ),
      phone: "+49 30 #######",
    },
    0.12,
  ],
  [
    {
      first: names("Émile Zoé François Hélène Noël Chloé Gaël Aurélie Benoît Léa Mathéo Inès Loïc Élodie Rémi Camille"),
      last: names(
        "Lefèvre Dubois Moreau Bérenger Girard Léger Fournier Gauthier Hébert Rousseau Chevalier Benoît Marchand Noël",
      ),
      phone: "+33 1 ## ## ## ##",
    },
    0.1,
  ],
  [
    {
      first: names(
        "José María Sofía Íñigo Begoña Andrés Lucía Martín Inés Ramón Verónica Joaquín Belén Álvaro Raúl Noelia",
      ),
      last: names(
        "García Fernández López Martínez Sánchez Pérez Gómez Muñoz Álvarez Núñez Peña Ibáñez Jiménez Rodríguez",
      ),
      phone: "+34 91 ### ## ##",
    },
    0.12,
  ],
  [
    {
      first: names("João Conceição Antônio Luísa Vinícius Letícia Thiago Mônica Sérgio Débora Estêvão Inês"),
      last: names("Silva Gonçalves Araújo Assunção Simões Conceição Brandão Magalhães Sebastião Falcão Leitão"),
      phone: "+55 11 2### ####",
    },
    0.07,
  ],
  [
    {
      first: names("Łukasz Małgorzata Żaneta Grażyna Paweł Agnieszka Stanisław Zofia Michał Kinga Wojciech Ewa"),
      last: names("Wiśniewski Kowalczyk Dąbrowski Zając Wróbel Wójcik Król Łuczak Górski Piątek Święch Gałązka"),
      phone: "+48 22 ### ## ##",
    },
    0.06,
  ],
  [
    {
      first: names("Åsa Björk Søren Mette Håkon Sigrún Þór Frida Lærke Anders Maja Øystein Ragnhild Nils"),
      last: names("Ångström Sørensen Østergård Lindström Bjørnstad Jónsdóttir Håkansson Nygård Møller Åberg Berg Dahl"),
      phone: "+46 8 ### ### ##",
    },
    0.06,
  ],
  [
    {
      first: names("Ayşe Çağla Gülşah İbrahim Özgür Şule Yağmur Emre Zeynep Tuğba Mehmet Deniz"),
      last: names("Yılmaz Çelik Şahin Öztürk Aydın Güneş Koç Doğan Erdoğan Kılıç Arslan Yıldız"),
      phone: "+90 212 ### ## ##",
    },
    0.04,
  ],
  [
    {
      first: names("Aarav Priya Rohan Ananya Vikram Lakshmi Arjun Kavya Sanjay Meera Ishaan Divya"),
      last: names("Sharma Patel Iyer Reddy Gupta Nair Banerjee Kapoor Chatterjee Singh Mehta Rao"),
      phone: "+91 22 2### ####",
    },
    0.05,
  ],
  [
    {
      first: names("Nguyễn Thảo Đặng Hương Tuấn Linh Phượng Quỳnh Dũng Thủy"),
      last: names("Trần Lê Phạm Hoàng Huỳnh Võ Đỗ Bùi Ngô Dương"),
      phone: "+84 24 3### ####",
    },
    0.02,
  ],
  [
    {
      first: names("Ελένη Γιώργος Νίκος Μαρία Σοφία Юлия Дмитрий Анна 結衣 蓮"),
      last: names("Παπαδόπουλος Νικολάου Οικονόμου Иванова Соколов Кузнецова 佐藤 高橋"),
      phone: "+30 21 0### ####",
    },
    0.02,
  ],
];

const trades = names(
  "Dental Logistics Legal Foods Energy Media Textiles Robotics Clinics Motors Insurance Travel Homes Steel Gardens Software",
);
const houses = names(
  "Acme Globex Initech Umbra Contoso Fabrikam Northwind Tailspin Wingtip Litware Proseware Adatum Trey Lucerne Alpine Margie's Blue-Yonder Coho Woodgrove Éclair Müller Søholm Peña Łódź Ångström",
);
const forms = ["Ltd", "Inc", "GmbH", "SA", "AB", "Group", "Partners", "& Sons"] as const;

export interface Person {
  readonly first_name: string;
  readonly last_name: string;
  readonly phone: string;
}

export function drawPerson(draw: Draw): Person {
  const culture = draw.weighted(cultures);
  return {
    first_name: draw.early(culture.first),
    last_name: draw.early(culture.last),
    phone: culture.phone.replaceAll("#", () => String(draw.below(10))),
  };
}

/** Names are shared by few enough leads to be worth a filter, and by enough to group. */
export const drawCompany = (draw: Draw) => `${draw.early(houses)} ${draw.pick(trades)} ${draw.pick(forms)}`;
